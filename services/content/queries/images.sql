-- The versions of print p as the public gets them. $2 is the CDN's URL with its last slash.
(SELECT coalesce(json_agg(json_build_object('version', v.version, 'url', $2 || v.storage_key,
                                            'width', v.width, 'height', v.height)
                          ORDER BY v.width, v.version), '[]')
 FROM image_version v WHERE v.image_id = p.public_image_id)
