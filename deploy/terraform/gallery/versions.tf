terraform {
  required_version = ">= 1.11" # secrets that are written and never kept
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
    heroku = {
      source  = "heroku/heroku"
      version = "~> 5.3"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}
