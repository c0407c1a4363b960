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
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
  # bucket, kms_key_id and region are given to `tofu init`: deploy/pipeline/tofu.
  backend "s3" {
    key          = "prod/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { project = "copper", environment = "prod" }
  }
}

# Otherwise the state would hold every config var of the apps, also those that deploy/pipeline/heroku-secrets sets.
provider "heroku" {
  customizations {
    set_app_all_config_vars_in_state = false
  }
}
