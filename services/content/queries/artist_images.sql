-- The versions of print p as its artist gets them; presenting.h turns each key into a URL.
(SELECT coalesce(json_agg(json_build_object('version', v.version, 'key', v.storage_key, 'width', v.width,
                                            'height', v.height) ORDER BY v.width, v.version), '[]')
 FROM image_version v WHERE v.image_id = p.image_id) AS images,
p.image_id IS NOT DISTINCT FROM p.public_image_id AS "imagesArePublic",
trim_scale(i.aspect_ratio) AS "aspectRatio"
