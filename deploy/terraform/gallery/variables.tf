variable "environment" {
  type        = string
  description = "dev, staging or prod."
  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "There are dev, staging and prod."
  }
}

variable "zone" {
  type        = string
  description = "The hosted zone of all names, which exists already."
}

variable "domains" {
  type = object({
    gallery = string
    studio  = string
    gateway = string
    images  = string
  })
  description = "The four names."
}

variable "cidr_block" {
  type        = string
  description = "The private network's addresses."
}

variable "private_space" {
  type        = string
  description = "The Heroku Private Space to run in and to peer with; null for the Common Runtime and signed HTTPS (R0.12)."
  default     = null
}

variable "heroku_team" {
  type        = string
  description = "The Heroku team that owns the apps."
}

variable "heroku_region" {
  type        = string
  description = "Heroku's region of the apps: eu, or that of the private space, such as frankfurt."
  default     = "eu"
}

variable "heroku_pipeline" {
  type        = string
  description = "The id of the Heroku pipeline, if the environment belongs to it."
  default     = null
}

variable "dynos" {
  type = map(object({
    size     = string
    quantity = number
  }))
  description = "gallery, studio, gateway: which dynos, and how many."
}

variable "released" {
  type        = bool
  description = "Whether the apps have had their first release; before it they have no dynos to set."
  default     = true
}

variable "images" {
  type        = map(string)
  description = "Function to container image, by digest. Written by deploy/pipeline/push."
}

variable "functions" {
  type = map(object({
    memory_mb   = number
    concurrency = number
  }))
  description = "Function to its size. Content and search keep two connections each: 24 at once fit the smallest database."
  default = {
    content  = { memory_mb = 512, concurrency = 12 }
    search   = { memory_mb = 512, concurrency = 12 }
    imaging  = { memory_mb = 3008, concurrency = 4 }
    logdrain = { memory_mb = 256, concurrency = 5 }
    migrate  = { memory_mb = 256, concurrency = 1 }
  }
}

variable "requests_per_second" {
  type        = number
  description = "What each API lets through."
  default     = 200
}

variable "database" {
  type = object({
    instance_class        = string
    multi_az              = bool
    backup_retention_days = number
    connections_max       = number
  })
  description = "The database's size, and from how many connections on somebody is told."
}

variable "secrets_version" {
  type        = number
  description = "A new number gives the database a new password, and tells the functions it and the other secrets."
  default     = 1
}

variable "login" {
  type = object({
    issuer      = string
    audience    = string
    client_id   = string
    roles_claim = string
  })
  description = "The OpenID provider (R0.11). Auth0's issuer ends in a slash."
}

variable "alarm_email" {
  type        = string
  description = "Who is told when something is wrong."
}

variable "mail_from" {
  type        = string
  description = "The address that mail about notices comes from."
}

variable "smtp_url" {
  type        = string
  description = "The mail server: an smtps address with user, password and port 465. Written to SSM, never kept."
  sensitive   = true
  ephemeral   = true
}

variable "log_level" {
  type        = string
  description = "debug, info, warning, error or off."
  default     = "info"
}

variable "log_retention_days" {
  type        = number
  description = "How long every log is kept."
}

variable "protected" {
  type        = bool
  description = "Whether database and buckets cannot be deleted."
}
