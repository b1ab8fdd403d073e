using System.Text;

namespace Carousel.Benchmarks.Serving;

/// <summary>One step of one session a request.</summary>
internal sealed class StepTalk : HttpTalk
{
    private const int IdDigits = 32;

    private readonly LoadSessions _sessions;
    private readonly byte[] _request;
    private readonly byte[] _ids;
    private readonly int _idAt, _numberAt;
    private int _session;

    /// <summary>Steps of a connection's sessions, in turn.</summary>
    /// <param name="server">The server's address, with a slash at its end.</param>
    /// <param name="fields">More fields of each request.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="width">Values of a row.</param>
    public StepTalk(Uri server, string fields, LoadSessions sessions, int width)
    {
        _sessions = sessions;
        (byte[] body, int numberEnd) = Step(width);
        byte[] head = Head(
            "POST", new Uri(server, $"v1/sessions/{new string('0', IdDigits)}/steps"),
            $"{fields}Content-Type: application/json\r\n", body.Length);
        _request = [.. head, .. body];
        _idAt = head.AsSpan().IndexOf("/v1/sessions/"u8) + "/v1/sessions/".Length;
        _numberAt = head.Length + numberEnd - NumberDigits;
        _ids = Encoding.ASCII.GetBytes(string.Concat(sessions.Ids));
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Write()
    {
        _ids.AsSpan(_session * IdDigits, IdDigits).CopyTo(_request.AsSpan(_idAt));
        WriteNumber(_request.AsSpan(_numberAt, NumberDigits), _sessions.Next(_session));
        return _request;
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> received, out LoadAnswer answer)
    {
        answer = default;
        if (!HttpAnswer.TryRead(received, out int used, out int status, out Span<byte> body))
        {
            return false;
        }

        if (IsRefused(status, body))
        {
            answer = new LoadAnswer(used, 0, 1);
            return true;
        }

        ref long number = ref _sessions.Next(_session);
        long next = HttpAnswer.Number(body, "\"next\":"u8);
        number = next == number + 1
            ? next
            : throw new LoadException(FormattableString.Invariant(
                $"Behind step {number} of session {_sessions.Ids[_session]} the server's next is {next}."));
        _session = (_session + 1) % _sessions.Count;
        answer = new LoadAnswer(used, 1, 0);
        return true;
    }
}
