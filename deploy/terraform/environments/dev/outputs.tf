output "gallery" {
  value       = module.gallery
  description = "What the pipeline uses: functions, apps, urls, and the rest of ../../gallery/outputs.tf."
}
