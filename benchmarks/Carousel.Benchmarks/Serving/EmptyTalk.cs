namespace Carousel.Benchmarks.Serving;

/// <summary>Requests as long as those of one step, to an endpoint that does nothing.</summary>
internal sealed class EmptyTalk : HttpTalk
{
    private readonly byte[] _request;

    /// <summary>Such requests.</summary>
    /// <param name="server">The endpoint's address, with a slash at its end.</param>
    /// <param name="width">Values of a row.</param>
    public EmptyTalk(Uri server, int width)
    {
        byte[] body = Step(width).Body;
        _request =
        [
            .. Head("GET", new Uri(server, "empty"), "Content-Type: application/json\r\n", body.Length), .. body,
        ];
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Write() => _request;

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> received, out LoadAnswer answer)
    {
        answer = default;
        if (!HttpAnswer.TryRead(received, out int used, out int status, out Span<byte> body))
        {
            return false;
        }

        answer = new LoadAnswer(used, 0, IsRefused(status, body) ? 1 : 0);
        return true;
    }
}
