terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
    heroku = {
      source  = "heroku/heroku"
      version = "~> 5.3"
    }
  }
  # For the very first apply there is no bucket yet: see ../README.md.
  backend "s3" {
    key          = "account/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { project = "copper", environment = "account" }
  }
}

provider "heroku" {}
