variable "region" {
  type        = string
  description = "The AWS region."
  default     = "eu-north-1"
}

variable "zone" {
  type        = string
  description = "The hosted zone of all names."
}

variable "heroku_team" {
  type        = string
  description = "The Heroku team that owns the apps."
}

variable "heroku_pipeline" {
  type        = string
  description = "The id of the Heroku pipeline: an output of ../../account."
}

variable "private_space" {
  type        = string
  description = "The Heroku Private Space to peer with, if any."
  default     = null
}

variable "heroku_region" {
  type        = string
  description = "Heroku's region of the apps: eu, or that of the Private Space, such as frankfurt."
  default     = "eu"
}

variable "released" {
  type        = bool
  description = "Whether the apps have had their first release."
  default     = true
}

variable "images" {
  type        = map(string)
  description = "Function to container image, by digest."
}

variable "secrets_version" {
  type        = number
  description = "A new number gives the database a new password, and writes the other secrets again."
  default     = 1
}

variable "login" {
  type = object({
    issuer      = string
    audience    = string
    client_id   = string
    roles_claim = string
  })
  description = "The OpenID provider."
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
