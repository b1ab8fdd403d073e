using Carousel.Client.Wire;

namespace Carousel.Client.Sessions;

/// <summary>One step each of some sessions, written as a frame; its numbers stay the same however often it is
/// sent.</summary>
internal sealed class StreamFrame
{
    private readonly StepNumber[] _steps;
    private readonly long[] _numbers;
    private readonly TaskCompletionSource<StepOutcome[]> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StreamFrame(byte[] bytes, StepNumber[] steps, long[] numbers) =>
        (Bytes, _steps, _numbers) = (bytes, steps, numbers);

    /// <summary>The bytes that are sent.</summary>
    public byte[] Bytes { get; }

    /// <summary>n.</summary>
    public int Sessions => _steps.Length;

    /// <summary>The outcome of each step, as soon as it is known.</summary>
    public Task<StepOutcome[]> Answer => _answer.Task;

    /// <summary>Takes the next step of each session.</summary>
    /// <param name="sessions">The sessions, of one model, each once.</param>
    /// <param name="rows">[n, width].</param>
    /// <exception cref="InvalidOperationException">A call has one of the sessions.</exception>
    public static StreamFrame Take(IReadOnlyList<CarouselSession> sessions, ReadOnlySpan<float> rows)
    {
        byte[] bytes = SessionFrame.Write(sessions, rows);
        foreach (CarouselSession session in sessions)
        {
            session.Number.RequireShared();
        }

        StepNumber[] steps = [.. sessions.Select(session => session.Number)];
        var numbers = new long[steps.Length];
        int taken = 0;
        try
        {
            for (; taken < steps.Length; taken++)
            {
                numbers[taken] = steps[taken].TakeStep();
                StepFrame.WriteFrom(bytes, steps.Length, taken, numbers[taken]);
            }
        }
        catch (InvalidOperationException)
        {
            for (int k = 0; k < taken; k++)
            {
                steps[k].GiveStep(numbers[k], isDone: false);
            }

            throw;
        }

        return new StreamFrame(bytes, steps, numbers);
    }

    /// <summary>Takes the answer.</summary>
    /// <param name="outcomes">[n].</param>
    public void Complete(StepOutcome[] outcomes)
    {
        for (int k = 0; k < _steps.Length; k++)
        {
            _steps[k].GiveStep(_numbers[k], outcomes[k].IsDone);
        }

        _answer.TrySetResult(outcomes);
    }

    /// <summary>Says that there will be no answer.</summary>
    /// <param name="reason">Why.</param>
    public void Fail(Exception reason)
    {
        for (int k = 0; k < _steps.Length; k++)
        {
            _steps[k].GiveStep(_numbers[k], isDone: false);
        }

        _answer.TrySetException(reason);

        // If the caller no longer waits for it, the exception must not stay unobserved.
        _ = _answer.Task.Exception;
    }
}
