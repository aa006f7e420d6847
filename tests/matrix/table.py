"""Who may do what, address by address: the status each person gets, or "login" where she is sent to the door.

One status: everybody's. What is sent with a POST is complete (tests/matrix/house.py), so 200, 201 and 302 mean that it was
done, 403 that she sees the case but may not, 404 that there is no such case for her, 422 that she may not name that unit,
or that she is on duty elsewhere.
A change here is a change of rights: say why in the commit.
"""

TABLE = """
#                                                        out   own   mate  head  str..  dist  far   medi  audit admin
# The house
GET  /                                                   200
GET  /sw.js                                              200
GET  /manifest.webmanifest                               200
GET  /offline/                                           200
GET  /healthz                                            200
POST /healthz                                            200
GET  /healthz/                                           200
POST /healthz/                                           200
GET  /readyz                                             200
POST /readyz                                             200
GET  /readyz/                                            200
POST /readyz/                                            200
GET  /metrics                                            200
POST /metrics                                            405
# The door
GET  /login/                                             200   302   302   302   302   302   302   302   302   302
POST /login/                                             302
GET  /logout/                                            200
POST /logout/                                            login
GET  /admin/login/                                       login 403   403   403   403   403   403   403   403   login
POST /admin/login/                                       login 403   403   403   403   403   403   403   403   login
GET  /admin/logout/                                      200
POST /admin/logout/                                      login
# Residents and parties: a secret link, or none, and nobody more than that
GET  /q/TESTDOOR01/                                      200
GET  /q/TESTDOOR01/file/                                 200
POST /q/TESTDOOR01/file/                                 302
GET  /q/TESTDOOR01/odd/                                  200
POST /q/TESTDOOR01/odd/                                  302
GET  /c/{token}/                                         200
GET  /c/{token}/add/                                     302
POST /c/{token}/add/                                     302
GET  /c/{token}/urge/                                    302
POST /c/{token}/urge/                                    302
GET  /c/{token}/call/                                    302
POST /c/{token}/call/                                    302
GET  /c/{token}/withdraw/                                200
POST /c/{token}/withdraw/                                302
GET  /c/{token}/photo/{photo}/                           200
GET  /c/{token}/voice/{voice}/                           200
GET  /c/{token}/mediation/                               200
POST /c/{token}/mediation/                               302
GET  /c/{token}/data/                                    200
GET  /c/{token}/link/                                    302
POST /c/{token}/link/                                    302
GET  /c/{token}/receipt/                                 200
GET  /c/{token}/category/                                302
POST /c/{token}/category/                                302
GET  /c/{token}/correct/                                 302
POST /c/{token}/correct/                                 302
GET  /c/{token}/consent/                                 302
POST /c/{token}/consent/                                 302
GET  /c/{token}/deletion/                                302
POST /c/{token}/deletion/                                302
GET  /mine/                                              200
GET  /mine/token/                                        200
POST /mine/token/                                        200
GET  /mine/photo/                                        405
POST /mine/photo/                                        201
GET  /c/{token}/push/subscribe/                          405
POST /c/{token}/push/subscribe/                          200
GET  /c/{token}/push/unsubscribe/                        405
POST /c/{token}/push/unsubscribe/                        200
GET  /c/{token}/push/state/                              405
POST /c/{token}/push/state/                              200
GET  /push/ack/                                          405
POST /push/ack/                                          204
GET  /push/renew/                                        405
POST /push/renew/                                        204
GET  /track/                                             200
POST /track/                                             302
GET  /r/{rating}/                                        200   403   403   403   403   403   403   403   403   403
POST /r/{rating}/                                        302   403   403   403   403   403   403   403   403   403
GET  /forget/                                            405
POST /forget/                                            302
GET  /display/                                           405
POST /display/                                           302
GET  /m/{party}/                                         200
GET  /m/{refused}/ended/                                 200
GET  /m/{refused}/again/                                 302
POST /m/{refused}/again/                                 302
GET  /m/{party}/consent/                                 302
POST /m/{party}/consent/                                 302
GET  /m/{party}/times/                                   200
POST /m/{party}/times/                                   302
GET  /m/{party}/offer/                                   200
POST /m/{party}/offer/                                   409
GET  /m/{party}/move/                                    200
POST /m/{party}/move/                                    422
GET  /m/{party}/refuse/                                  200
POST /m/{party}/refuse/                                  302
GET  /m/{keeping}/promises/                              200
GET  /m/{keeping}/promises/fulfil/                       302
POST /m/{keeping}/promises/fulfil/                       302
GET  /m/{party}/group/                                   200
GET  /m/{party}/group/represent/                         302
POST /m/{party}/group/represent/                         302
GET  /m/{party}/terminate/                               200
POST /m/{party}/terminate/                               302
GET  /m/{party}/arrive/                                  302
POST /m/{party}/arrive/                                  422
GET  /m/{party}/record/                                  200
GET  /m/{party}/evidence/{evidence}/                     200
GET  /m/{talking}/clauses/                               200
GET  /m/{talking}/clauses/answer/                        302
POST /m/{talking}/clauses/answer/                        302
GET  /m/{talking}/clauses/range/                         302
POST /m/{talking}/clauses/range/                         302
GET  /m/{party}/papers/                                  200
GET  /m/{party}/papers/{paper}/                          200
GET  /verify/                                            200
POST /verify/                                            302
GET  /verify/{paper}/                                    200
POST /verify/{paper}/                                    200
GET  /m/{chooser}/mediators/                             200
POST /m/{chooser}/mediators/                             302
GET  /m/{guest}/other/                                   200
POST /m/{guest}/other/                                   302
# The desk
GET  /desk/places/                                       login 200   200   200   200   200   200   200   200   200
GET  /desk/places/TESTDOOR01/                            login 200   200   200   200   200   404   404   404   200
GET  /desk/places/TESTDOOR01/sticker.pdf                 login 200   200   200   200   200   404   404   404   200
GET  /desk/places/TESTDOOR01/act/damage/                 login 405   405   405   405   405   405   405   405   405
POST /desk/places/TESTDOOR01/act/damage/                 login 302   302   302   302   302   404   404   404   302
POST /desk/places/TESTDOOR01/act/replace/                login 403   403   302   302   302   404   404   404   302
GET  /desk/places/print/                                 login 405   405   405   405   405   405   405   405   405
POST /desk/places/print/                                 login 302   302   302   302   302   302   422   422   302
GET  /desk/places/print/{print}/                         login 200   404   404   404   404   404   404   404   404
GET  /desk/places/print/{print}/file/                    login 200   404   404   404   404   404   404   404   404
GET  /desk/places/print/{print}/printed/                 login 405   405   405   405   405   405   405   405   405
POST /desk/places/print/{print}/printed/                 login 302   404   404   404   404   404   404   404   404
GET  /desk/presence/                                     login 302   302   302   302   302   302   302   302   302
POST /desk/presence/                                     login 302   302   302   302   302   302   302   302   302
GET  /desk/inbox/                                        login 200   200   200   200   200   200   200   200   200
GET  /desk/inbox/bell/                                   401   200   200   200   200   200   200   200   200   200
GET  /desk/inbox/read/                                   login 302   302   302   302   302   302   302   302   302
POST /desk/inbox/read/                                   login 302   302   302   302   302   302   302   302   302
GET  /desk/inbox/{notice}/read/                          login 302   404   404   404   404   404   404   404   404
POST /desk/inbox/{notice}/read/                          login 302   404   404   404   404   404   404   404   404
GET  /desk/                                              login 200   200   200   200   200   200   302   302   200
GET  /desk/rows/                                         login 200   200   200   200   200   200   200   200   200
GET  /desk/search/                                       login 200   200   200   200   200   200   200   200   200
POST /desk/search/                                       login 200   200   200   200   200   200   200   200   200
GET  /desk/offline/                                      200
GET  /desk/wall/                                         login 200   200   200   200   200   200   200   200   200
GET  /desk/export/                                       login 405   405   405   405   405   405   405   405   405
POST /desk/export/                                       login 403   403   403   200   200   403   403   403   403
GET  /desk/replay/                                       login 403   403   200   200   200   403   403   403   403
GET  /desk/replay/export/                                login 405   405   405   405   405   405   405   405   405
POST /desk/replay/export/                                login 403   403   403   200   200   403   403   403   403
GET  /desk/{contacted}/replay/                           login 200   200   200   200   200   404   404   404   404
GET  /desk/net/                                          login 200   200   200   200   200   200   200   200   200
GET  /desk/new/                                          login 200   200   200   200   200   200   403   403   403
POST /desk/new/                                          login 302   302   302   302   302   422   403   403   403
GET  /desk/alarm/                                        login 200   200   200   200   200   200   200   200   200
GET  /desk/drills/                                       login 200   200   200   200   200   200   200   200   200
POST /desk/drills/{drill}/rang/                          login 204   204   204   404   404   404   404   404   404
POST /desk/drills/{drill}/claim/                         login 302   302   302   404   404   404   404   404   404
GET  /desk/outages/                                      login 403   403   200   200   200   403   403   403   403
GET  /desk/supervisions/                                 login 403   403   200   200   200   403   403   403   403
GET  /desk/clusters/                                     login 200   200   200   200   200   200   200   200   200
GET  /desk/clusters/{group}/                             login 200   200   200   200   200   404   404   404   404
GET  /desk/clusters/{group}/answer/                      login 302   302   302   302   302   404   404   404   404
POST /desk/clusters/{group}/answer/                      login 200   200   200   200   200   404   404   404   404
GET  /desk/transfers/                                    login 200   200   200   200   200   200   200   200   200
GET  /desk/requests/                                     login 200   200   200   200   200   200   200   200   200
GET  /desk/reveals/                                      login 403   403   200   200   200   403   403   200   403
GET  /desk/handover/                                     login 200   200   200   200   200   200   200   200   200
POST /desk/handover/                                     login 302   302   302   302   302   302   302   302   302
GET  /desk/handover/card/                                login 200   200   200   200   200   200   200   200   200
GET  /desk/handover/{handover}/seen/                     login 302   302   302   302   302   302   302   302   302
POST /desk/handover/{handover}/seen/                     login 404   302   302   404   404   404   404   404   404
GET  /desk/forecast/{unit}/                              login 200   200   200   200   200   404   404   404   404
GET  /desk/ratings/                                      login 403   403   200   200   200   403   403   403   403
POST /desk/ratings/{judged}/appeal/                      login 404   404   302   404   404   404   404   404   404
POST /desk/appeals/{appeal}/decide/                      login 404   404   404   404   302   404   404   404   404
GET  /desk/revisits/                                     login 403   403   403   200   200   403   403   403   403
GET  /desk/revisits/{revisit}/                           login 404   404   404   404   200   404   404   404   404
POST /desk/revisits/{revisit}/                           login 404   404   404   404   302   404   404   404   404
POST /desk/revisits/{revisit}/dial/                      login 404   404   404   404   302   404   404   404   404
GET  /desk/{waiting}/                                    login 200   200   200   200   200   404   404   404   404
GET  /desk/{contacted}/                                  login 200   200   200   200   200   404   404   404   404
GET  /desk/{contacted}/photo/{photo}/                    login 200   200   200   200   200   404   404   404   404
GET  /desk/{contacted}/voice/{voice}/                    login 200   200   200   200   200   404   404   404   404
POST /desk/{contacted}/reveal/phone/                     login 200   200   200   200   200   404   404   404   404
POST /desk/{waiting}/claim/                              login 302   302   302   302   302   404   404   404   404
POST /desk/{claimed}/dial/                               login 204   403   403   403   403   404   404   404   404
POST /desk/{claimed}/call_back/                          login 302   403   403   403   403   404   404   404   404
POST /desk/{contacted}/set_out/                          login 302   403   403   403   403   404   404   404   404
POST /desk/{contacted}/arrive/                           login 302   403   403   403   403   404   404   404   404
POST /desk/{burning}/triage/                             login 302   302   302   302   302   404   404   404   404
POST /desk/{burning}/acknowledge/                        login 302   302   302   302   302   404   404   404   404
POST /desk/{contacted}/reply/                            login 302   403   403   403   403   404   404   404   404
POST /desk/{contacted}/note/                             login 302   302   302   302   302   404   404   404   404
POST /desk/{contacted}/reclassify/                       login 302   302   302   302   302   404   404   404   404
POST /desk/{contacted}/transcribe/                       login 302   302   302   302   302   404   404   404   404
POST /desk/{claimed}/release/                            login 302   403   403   403   403   404   404   404   404
POST /desk/{claimed}/hand_over/                          login 302   403   302   302   302   404   404   404   404
POST /desk/{offered}/accept_offer/                       login 403   302   403   403   403   404   404   404   404
POST /desk/{offered}/decline_offer/                      login 403   302   403   403   403   404   404   404   404
POST /desk/{offered}/retract_offer/                      login 302   403   302   302   302   404   404   404   404
POST /desk/{contacted}/assist/                           login 302   403   302   302   302   404   404   404   404
GET  /desk/{assisted}/                                   login 200   200   200   200   200   200   404   404   404
POST /desk/{assisted}/assist_answer/                     login 403   403   403   403   403   302   404   404   404
POST /desk/{assisted}/assist_waive/                      login 302   403   302   302   302   404   404   404   404
POST /desk/{contacted}/take_over/                        login 403   403   302   302   302   404   404   404   404
POST /desk/{contacted}/escalate/                         login 302   302   302   302   302   404   404   404   404
POST /desk/{contacted}/delegate/                         login 422   422   422   302   302   404   404   404   404
POST /desk/{claimed}/send_back/                          login 302   403   302   302   302   404   404   404   404
POST /desk/{contacted}/extend/                           login 302   403   403   403   403   404   404   404   404
POST /desk/{extending}/grant_extension/                  login 403   403   403   302   302   404   404   404   404
POST /desk/{extending}/refuse_extension/                 login 403   403   403   302   302   404   404   404   404
POST /desk/{contacted}/suspend/                          login 403   403   403   302   302   404   404   404   404
POST /desk/{suspended}/resume/                           login 403   403   403   302   302   404   404   404   404
POST /desk/{contacted}/staff_urge/                       login 403   403   302   302   302   404   404   404   404
POST /desk/{contacted}/supervise/                        login 403   403   403   302   302   404   404   404   404
POST /desk/{supervised}/answer_supervision/              login 302   302   302   422   422   404   404   404   404
POST /desk/{supervised}/lift_supervision/                login 403   403   403   302   302   404   404   404   404
POST /desk/{contacted}/leader_note/                      login 403   403   403   302   302   404   404   404   404
POST /desk/{supervised}/leader_feedback/                 login 302   302   302   422   422   404   404   404   404
POST /desk/{contacted}/transfer/                         login 403   403   302   302   302   404   404   404   404
POST /desk/{outside}/follow_up/                          login 302   302   302   302   302   404   404   404   404
POST /desk/{contacted}/decline/                          login 403   403   302   302   302   404   404   404   404
POST /desk/{claimed}/merge/                              login 302   403   302   302   302   404   404   404   404
POST /desk/{merged}/unmerge/                             login 403   403   403   302   302   404   404   404   404
POST /desk/{contacted}/cluster/                          login 302   302   302   302   302   404   404   404   404
POST /desk/{grouped}/uncluster/                          login 302   302   302   302   302   404   404   404   404
POST /desk/{grouped}/represent/                          login 302   302   302   302   302   404   404   404   404
POST /desk/{speaker}/unrepresent/                        login 302   302   302   302   302   404   404   404   404
POST /desk/{contacted}/close/                            login 302   403   403   403   403   404   404   404   404
POST /desk/{closed}/reopen/                              login 403   403   403   302   302   404   404   404   404
POST /desk/{asking}/grant_deletion/                      login 403   403   302   302   302   404   404   404   404
POST /desk/{asking}/refuse_deletion/                     login 403   403   302   302   302   404   404   404   404
GET  /desk/{contacted}/file/                             login 404   404   404   404   404   404   404   404   404
# The audit: for auditors alone, and each look at it is in it
GET  /audit/                                             login 403   403   403   403   403   403   403   200   403
GET  /audit/{entry}/                                     login 403   403   403   403   403   403   403   200   403
GET  /audit/export/                                      login 405   405   405   405   405   405   405   405   405
POST /audit/export/                                      login 403   403   403   403   403   403   403   200   403
# The roster
GET  /roster/                                            login 200   200   200   200   200   200   200   200   200
GET  /roster/now/                                        login 200   200   200   200   200   200   200   200   200
GET  /roster/now.json                                    login 200   200   200   200   200   200   200   200   200
GET  /roster/import/                                     login 403   403   200   200   200   403   404   404   404
POST /roster/import/                                     login 403   403   302   302   302   403   404   404   404
GET  /roster/template.csv                                login 403   403   200   200   200   403   404   404   404
POST /roster/plan/                                       login 403   403   302   302   302   404   404   404   404
POST /roster/give/                                       login 403   403   302   302   302   404   404   404   404
POST /roster/remove/                                     login 403   403   302   302   302   404   404   404   404
POST /roster/copy/                                       login 403   403   302   302   302   404   404   404   404
POST /roster/fill/                                       login 403   403   302   302   302   404   404   404   404
POST /roster/stand_in/                                   login 302   302   302   422   422   404   404   404   404
POST /roster/offer/                                      login 302   403   403   403   403   404   404   404   404
POST /roster/take/                                       login 403   302   403   403   403   404   404   404   404
POST /roster/withdraw/                                   login 302   403   403   403   403   404   404   404   404
POST /roster/veto/                                       login 403   403   302   302   302   404   404   404   404
POST /roster/leave/                                      login 302   403   302   302   302   404   404   404   404
POST /roster/end_leave/                                  login 302   403   302   302   302   404   404   404   404
# Mediation
# The Legal Q&A: for everybody; its cards are for those who mediate
GET  /rooms/                                             200
GET  /rooms/{organisation}/                              200
GET  /law/                                               200
POST /law/                                               200
GET  /law/kiosk/                                         200
POST /law/kiosk/                                         200
GET  /law/print/                                         405
POST /law/print/                                         200
GET  /law/vain/                                          405
POST /law/vain/                                          302
GET  /law/to_person/                                     405
POST /law/to_person/                                     307
GET  /law/limits/                                        200
GET  /law/laws/                                          200
GET  /law/laws/minfadian/                                200
GET  /law/cards/                                         login 404   404   404   404   404   404   200   404   404
GET  /law/cards/{card}/link/                             login 404   404   404   404   404   404   302   404   404
POST /law/cards/{card}/link/                             login 404   404   404   404   404   404   302   404   404
GET  /law/cards/{card}/dismiss/                          login 404   404   404   404   404   404   302   404   404
POST /law/cards/{card}/dismiss/                          login 404   404   404   404   404   404   302   404   404
GET  /mediation/                                         login 200   200   200   200   200   200   200   404   404
GET  /mediation/statistics/                              login 404   404   404   200   200   404   200   404   404
GET  /mediation/statistics/sheet/                        login 404   404   404   200   200   404   200   404   404
GET  /mediation/statistics/prevention/                   login 404   404   404   200   200   404   200   404   404
POST /mediation/statistics/prevention/                   login 404   404   404   302   302   404   302   404   404
GET  /mediation/cards/                                   login 200   200   200   200   200   200   200   404   404
POST /mediation/{kept}/after/fulfil/                     login 302   302   302   302   302   404   302   404   404
GET  /mediation/{asked}/group/                           login 200   200   200   200   200   404   200   404   404
POST /mediation/{asked}/group/claim/                     login 302   302   302   302   302   404   302   404   404
GET  /mediation/{kept}/after/                            login 200   200   200   200   200   404   200   404   404
POST /mediation/{kept}/after/revisit/                    login 302   302   302   302   302   404   302   404   404
POST /mediation/{kept}/after/wish_confirm/               login 302   302   302   302   302   404   302   404   404
POST /mediation/{kept}/after/sue/                        login 302   302   302   302   302   404   302   404   404
GET  /mediation/panel/{contacted}/                       login 200   200   200   200   200   404   404   404   404
POST /mediation/panel/{contacted}/                       login 200   403   403   403   403   404   404   404   404
GET  /mediation/{asked}/                                 login 200   200   200   200   200   404   200   404   404
GET  /mediation/feed/{feed}.ics                           200
GET  /mediation/feeds/                                   login 404   404   404   404   404   404   200   404   404
POST /mediation/feeds/                                   login 404   404   404   404   404   404   302   404   404
GET  /mediation/times/{asked}/                           login 200   200   200   200   200   404   200   404   404
POST /mediation/times/{asked}/                           login 302   302   302   302   302   404   302   404   404
POST /mediation/{begun}/no_show/                         login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/consent/                         login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/refuse/                          login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/terminate/                       login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/add_party/                       login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/drop_party/                      login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/describe/                        login 302   302   302   302   302   404   302   404   404
GET  /mediation/{ready}/mediators/                       login 200   200   200   200   200   404   200   404   404
GET  /mediation/{ready}/mediators/choose/                login 302   302   302   302   302   404   302   404   404
POST /mediation/{ready}/mediators/choose/                login 302   302   302   302   302   404   302   404   404
GET  /mediation/{booked}/mediators/recuse/               login 302   302   302   302   302   404   302   404   404
POST /mediation/{booked}/mediators/recuse/               login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/add_agent/                       login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/end_agent/                       login 302   302   302   302   302   404   302   404   404
POST /mediation/{asked}/book/                            login 302   302   302   302   302   404   302   404   404
POST /mediation/{booked}/rebook/                         login 302   302   302   302   302   404   302   404   404
POST /mediation/{booked}/unbook/                         login 302   302   302   302   302   404   302   404   404
POST /mediation/{booked}/start/                          login 403   403   403   403   403   404   302   404   404
GET  /mediation/{session}/clauses/                       login 200   200   200   200   200   404   200   404   404
GET  /mediation/{session}/clauses/words/                 login 404   404   404   404   404   404   200   404   404
GET  /mediation/{session}/clauses/write/                 login 302   302   302   302   302   404   302   404   404
POST /mediation/{session}/clauses/write/                 login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/drop/                  login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/answer/                login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/range/                 login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/draft/                 login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/owe/                   login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/owe_not/               login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/clauses/issue/                 login 403   403   403   403   403   404   422   404   404
# a clause on the table of this one still waits for an answer: what art. 29 lacks is said
POST /mediation/{session}/agree/                         login 403   403   403   403   403   404   422   404   404
GET  /mediation/{signing}/sign/                          login 200   200   200   200   200   404   200   404   404
GET  /mediation/{signing}/sign/code/                     login 405   405   405   405   405   405   405   405   405
POST /mediation/{signing}/sign/code/                     login 403   403   403   403   403   404   200   404   404
GET  /mediation/{signing}/sign/give/                     login 405   405   405   405   405   405   405   405   405
POST /mediation/{signing}/sign/give/                     login 403   403   403   403   403   404   200   404   404
GET  /mediation/{signing}/sign/scan/                     login 405   405   405   405   405   405   405   405   405
POST /mediation/{signing}/sign/scan/                     login 403   403   403   403   403   404   302   404   404
GET  /mediation/{signing}/sign/picture/1/                login 404   404   404   404   404   404   404   404   404
GET  /mediation/{signing}/sign/paper/1/                  login 404   404   404   404   404   404   404   404   404
POST /mediation/{signing}/sign/                          login 403   403   403   403   403   404   302   404   404
POST /mediation/{asked}/halt/                            login 302   302   302   302   302   404   302   404   404
POST /mediation/{signing}/rework/                        login 403   403   403   403   403   404   302   404   404
POST /mediation/{asked}/fail/                            login 302   302   302   302   302   404   302   404   404
# The session on the tablet, and the door of its room
GET  /mediation/offline/                                 200
POST /mediation/sync/                                    login 422   422   422   422   422   422   422   422   422
GET  /mediation/rings/                                   login 200   200   200   200   200   200   200   200   200
POST /mediation/rings/{ring}/take/                       login 302   302   302   404   302   404   404   404   404
GET  /mediation/rooms/{hall}/door/                       login 404   404   404   200   200   404   200   404   404
POST /mediation/rooms/{hall}/door/                       login 404   404   404   302   302   404   302   404   404
GET  /mediation/{session}/session/                       login 200   200   200   200   200   404   200   404   404
GET  /mediation/{asked}/session/evidence/{evidence}/     login 200   200   200   200   200   404   200   404   404
POST /mediation/{session}/session/attend/                login 302   302   302   302   302   404   302   404   404
POST /mediation/{session}/session/note/                  login 403   403   403   403   403   404   302   404   404
POST /mediation/{session}/session/alarm/                 login 302   302   302   302   302   404   302   404   404
POST /mediation/{session}/session/break_off/             login 403   403   403   403   403   404   302   404   404
GET  /room/{door}/                                       200
POST /room/{door}/                                       200
GET  /mediation/{asked}/papers/                          login 200   200   200   200   200   404   200   404   404
GET  /mediation/{asked}/papers/new/rights/               login 200   200   200   200   200   404   200   404   404
POST /mediation/{asked}/papers/new/rights/               login 302   302   302   302   302   404   302   404   404
GET  /mediation/{asked}/papers/court/                    login 422   422   422   422   422   404   422   404   404
GET  /mediation/{asked}/papers/dossier/                  login 200   200   200   200   200   404   200   404   404
GET  /mediation/{asked}/papers/{paper}/                  login 200   200   200   200   200   404   200   404   404
POST /mediation/{asked}/papers/{paper}/scans/            login 302   302   302   302   302   404   302   404   404
GET  /mediation/{asked}/papers/{paper}/scans/1/          login 200   200   200   200   200   404   200   404   404
POST /mediation/{asked}/papers/archive/                  login 422   422   422   422   422   404   422   404   404
# The API
GET  /api/v1/schema/                                     200
GET  /api/v1/docs/                                       200
GET  /api/v1/complaints/                                 405
POST /api/v1/complaints/                                 201
GET  /api/v1/complaints/{token}/                         200
GET  /api/v1/token/                                      405
POST /api/v1/token/                                      200
POST /api/v1/private-numbers/records/                    404
GET  /api/v1/desk/complaints/                            401   200   200   200   200   200   200   200   200   200
GET  /api/v1/desk/complaints/{contacted}/                401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{waiting}/claim/            401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{claimed}/dial/             401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{claimed}/call_back/        401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/set_out/        401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/arrive/         401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{burning}/triage/           401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{burning}/acknowledge/      401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/reply/          401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/note/           401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/reclassify/     401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/transcribe/     401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{claimed}/release/          401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{claimed}/hand_over/        401   200   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{offered}/accept_offer/     401   403   200   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{offered}/decline_offer/    401   403   200   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{offered}/retract_offer/    401   200   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/assist/         401   200   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{assisted}/assist_answer/   401   403   403   403   403   403   200   404   404   404
POST /api/v1/desk/complaints/{assisted}/assist_waive/    401   200   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/take_over/      401   403   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/escalate/       401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/delegate/       401   403   403   422   200   200   404   404   404   404
POST /api/v1/desk/complaints/{claimed}/send_back/        401   200   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/extend/         401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{extending}/grant_extension/ 401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{extending}/refuse_extension/ 401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/suspend/        401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{suspended}/resume/         401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/staff_urge/     401   403   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/supervise/      401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{supervised}/answer_supervision/ 401   200   200   200   422   422   404   404   404   404
POST /api/v1/desk/complaints/{supervised}/lift_supervision/ 401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/leader_note/    401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{supervised}/leader_feedback/ 401   200   200   200   422   422   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/transfer/       401   403   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{outside}/follow_up/        401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/decline/        401   403   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{claimed}/merge/            401   200   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{merged}/unmerge/           401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/cluster/        401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{grouped}/uncluster/        401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{grouped}/represent/        401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{speaker}/unrepresent/      401   200   200   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{contacted}/close/          401   200   403   403   403   403   404   404   404   404
POST /api/v1/desk/complaints/{closed}/reopen/            401   403   403   403   200   200   404   404   404   404
POST /api/v1/desk/complaints/{asking}/grant_deletion/    401   403   403   200   200   200   404   404   404   404
POST /api/v1/desk/complaints/{asking}/refuse_deletion/   401   403   403   200   200   200   404   404   404   404
GET  /api/v1/photos/                                     401   405   405   405   405   405   405   405   405   405
POST /api/v1/photos/                                     401   201   201   201   201   201   201   201   201   201
GET  /api/v1/sync/                                       401   405   405   405   405   405   405   405   405   405
POST /api/v1/sync/                                       401   422   422   422   422   422   422   422   422   422
GET  /api/v1/nowhere/                                    404
POST /api/v1/nowhere/                                    404
"""
