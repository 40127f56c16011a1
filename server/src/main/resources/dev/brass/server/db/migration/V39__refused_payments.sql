-- A payment that was presented and refused kept what the client had sent for good, and anyone may present one without a key. Now what
-- was sent is erased when it is refused, and the row is deleted soon; this is done for those that are there.

delete from agent_payment where state ->> 'is' = 'Refused' and updated_at < now() - interval '1 hour';
