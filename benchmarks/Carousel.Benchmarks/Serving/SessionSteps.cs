using Carousel.Client.Wire;

namespace Carousel.Benchmarks.Serving;

/// <summary>Steps of several sessions in the binary form: written once, only numbers change.</summary>
internal sealed class SessionSteps
{
    private readonly LoadSessions _sessions;
    private readonly int _first, _count, _head;

    /// <summary>One step each of some sessions.</summary>
    /// <param name="head">What is sent before the steps.</param>
    /// <param name="sessions">The sessions of the connection.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="width">Values of a row.</param>
    public SessionSteps(ReadOnlySpan<byte> head, LoadSessions sessions, int first, int count, int width)
    {
        (_sessions, _first, _count, _head) = (sessions, first, count, head.Length);
        Bytes = new byte[head.Length + StepFrame.Length(count, width)];
        head.CopyTo(Bytes);
        Span<byte> frame = Bytes.AsSpan(_head);
        StepFrame.WriteHead(frame, count, width);
        float[] row = LoadRow.Of(width), rows = new float[count * width];
        for (int k = 0; k < count; k++)
        {
            StepFrame.WriteId(frame, k, sessions.Ids[first + k]);
            row.CopyTo(rows.AsSpan(k * width));
        }

        StepFrame.WriteRows(frame, count, rows);
    }

    /// <summary>What is sent.</summary>
    public byte[] Bytes { get; }

    /// <summary>Bytes of an answer of one value a session, with what may stand before it.</summary>
    public int AnswerBytes => 4096 + (int)AnswerFrame.Length(_count, 1);

    /// <summary>Writes the numbers of the next steps.</summary>
    public void WriteNumbers()
    {
        Span<byte> frame = Bytes.AsSpan(_head);
        for (int k = 0; k < _count; k++)
        {
            StepFrame.WriteFrom(frame, _count, k, _sessions.Next(_first + k));
        }
    }

    /// <summary>Checks an answer: every step is done, or there was no room for it.</summary>
    /// <param name="message">The answer.</param>
    /// <returns>How many steps are done, and for how many there was no room.</returns>
    /// <exception cref="LoadException">It is wrong.</exception>
    public (int Done, int Failed) Check(ReadOnlySpan<byte> message)
    {
        AnswerFrame answer;
        try
        {
            answer = AnswerFrame.Read(message);
        }
        catch (FormatException exception)
        {
            throw new LoadException(exception.Message, exception);
        }

        if (answer.Sessions != _count)
        {
            throw new LoadException($"The server answered {answer.Sessions} sessions of {_count}.");
        }

        int failed = 0;
        for (int k = 0; k < _count; k++)
        {
            ref long number = ref _sessions.Next(_first + k);
            int status = answer.Status(k);
            if (status is 429 or 503)
            {
                failed++;
            }
            else if (status != 0 || answer.Next(k) != number + 1)
            {
                throw new LoadException(FormattableString.Invariant(
                    $"Step {number} of session {_sessions.Ids[_first + k]} was answered with status {status}, next ")
                    + FormattableString.Invariant($"{answer.Next(k)}."));
            }
            else
            {
                number++;
            }
        }

        return (_count - failed, failed);
    }
}
