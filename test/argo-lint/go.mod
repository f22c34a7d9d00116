module sqlflowc/argo-lint

go 1.26.5

require github.com/argoproj/argo-workflows/v4 v4.1.2
