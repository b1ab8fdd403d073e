namespace Carousel.Server.Engine;

/// <summary>A request to a session other than steps.</summary>
/// <param name="kind">What.</param>
/// <param name="session">The session.</param>
/// <param name="owner">Who asks.</param>
internal sealed class ControlCall(ControlKind kind, UInt128 session, long owner)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What.</summary>
    public ControlKind Kind => kind;

    /// <summary>The session.</summary>
    public UInt128 Session => session;

    /// <summary>Who asks.</summary>
    public long Owner => owner;

    /// <summary>The number of the session's model: asked for by Begin, told by all others.</summary>
    public int Model { get; set; }

    /// <summary>The session's next step: asked for by Begin and Restore with a state, told by all.</summary>
    public long Next { get; set; } = 1;

    /// <summary>Seconds until the session expires.</summary>
    public int ExpiresAfter { get; set; }

    /// <summary>The state: given to Begin and Restore (empty for the start of a sequence), told by Save.</summary>
    public ReadOnlyMemory<byte> State { get; set; }

    /// <summary>The first step that Answers asks for.</summary>
    public long From { get; set; }

    /// <summary>How many steps Answers asks for at most; told: how many there are.</summary>
    public int Count { get; set; }

    /// <summary>[Count · answer bytes]: told by Answers for networks.</summary>
    public byte[] Answers { get; set; } = [];

    /// <summary>[Count]: told by Answers for models of jobs.</summary>
    public ReadOnlyMemory<byte>[] JobAnswers { get; set; } = [];

    /// <summary>What was wrong.</summary>
    public StepFault Fault { get; set; }

    /// <summary>When it is done, and durable.</summary>
    public Task Done => _done.Task;

    /// <summary>The same, to be asked for on its own.</summary>
    public ControlCall Copy() => new(kind, session, owner)
    {
        Model = Model,
        Next = Next,
        ExpiresAfter = ExpiresAfter,
        State = State,
        From = From,
        Count = Count,
    };

    /// <summary>Copies the answer of another call.</summary>
    /// <param name="other">The other one.</param>
    public void Take(ControlCall other)
    {
        (Model, Next, ExpiresAfter, State) = (other.Model, other.Next, other.ExpiresAfter, other.State);
        (Count, Answers, JobAnswers, Fault) = (other.Count, other.Answers, other.JobAnswers, other.Fault);
    }

    /// <summary>It is done.</summary>
    public void Finish() => _done.TrySetResult();
}
