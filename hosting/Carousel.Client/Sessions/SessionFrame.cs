using Carousel.Client.Wire;

namespace Carousel.Client.Sessions;

/// <summary>Frames of steps of several sessions, without the numbers of the steps, and their answers.</summary>
internal static class SessionFrame
{
    /// <summary>Writes a frame whose steps have no numbers yet.</summary>
    /// <param name="sessions">The sessions, of one model, each once.</param>
    /// <param name="rows">[n, width].</param>
    /// <exception cref="ArgumentException">The list is empty or too long, contains a session twice or sessions of two
    /// models, or the rows do not fit.</exception>
    public static byte[] Write(IReadOnlyList<CarouselSession> sessions, ReadOnlySpan<float> rows)
    {
        int count = sessions.Count;
        if (count is < 1 or > StepFrame.MostSessions)
        {
            throw new ArgumentException(
                $"A call steps 1 to {StepFrame.MostSessions} sessions, but got {count}.", nameof(sessions));
        }

        if (rows.IsEmpty || rows.Length % count != 0)
        {
            throw new ArgumentException(
                $"Expected one row for each of {count} sessions, but got {rows.Length} values.", nameof(rows));
        }

        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        int width = rows.Length / count;
        var bytes = new byte[StepFrame.Length(count, width)];
        StepFrame.WriteHead(bytes, count, width);
        for (int k = 0; k < count; k++)
        {
            CarouselSession session = sessions[k];
            if (session.Model != sessions[0].Model)
            {
                throw new ArgumentException(
                    $"A call steps sessions of one model, but got sessions of '{sessions[0].Model}' and "
                    + $"'{session.Model}'.",
                    nameof(sessions));
            }

            if (!seen.Add(session.Id))
            {
                throw new ArgumentException($"The session {session.Id} is listed twice.", nameof(sessions));
            }

            StepFrame.WriteId(bytes, k, session.Id);
        }

        StepFrame.WriteRows(bytes, count, rows);
        return bytes;
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="sessions">How many sessions were asked for.</param>
    /// <exception cref="FormatException">The bytes are not an answer, or answer another number of sessions.</exception>
    public static StepOutcome[] Read(ReadOnlySpan<byte> bytes, int sessions)
    {
        AnswerFrame frame = AnswerFrame.Read(bytes);
        if (frame.Sessions != sessions)
        {
            throw new FormatException(
                $"The server answered for {frame.Sessions} of {sessions} sessions.");
        }

        float[] values = frame.CopyValues();
        var outcomes = new StepOutcome[sessions];
        for (int k = 0; k < sessions; k++)
        {
            outcomes[k] = new StepOutcome(
                frame.Status(k), frame.Next(k), values.AsMemory(k * frame.Width, frame.Width));
        }

        return outcomes;
    }
}
