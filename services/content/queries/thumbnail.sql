(SELECT $2 || v.storage_key FROM image_version v WHERE v.image_id = p.public_image_id AND v.version = 'thumbnail')
