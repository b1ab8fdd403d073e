using System.Diagnostics;
using Carousel.Server.Engine;

namespace Carousel.Server.Replicas;

/// <summary>A request to one partition, until it is answered.</summary>
internal sealed class Passage
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>Steps of sessions of one partition.</summary>
    /// <param name="steps">The steps; they have been counted.</param>
    /// <param name="isPassedOn">Whether another replica asks: it is not passed on a second time.</param>
    public Passage(StepCall steps, bool isPassedOn = false) => (Steps, IsPassedOn) = (steps, isPassedOn);

    /// <summary>A request other than steps.</summary>
    /// <param name="control">What.</param>
    /// <param name="isPassedOn">Whether another replica asks.</param>
    public Passage(ControlCall control, bool isPassedOn = false) => (Control, IsPassedOn) = (control, isPassedOn);

    /// <summary>Steps, or null.</summary>
    public StepCall? Steps { get; }

    /// <summary>Something else, or null.</summary>
    public ControlCall? Control { get; }

    /// <summary>Whether another replica asks.</summary>
    public bool IsPassedOn { get; }

    /// <summary>Its place among those of its partition.</summary>
    public long Number { get; set; }

    /// <summary>Which way it goes.</summary>
    public PartitionRoute Route { get; set; } = null!;

    /// <summary>Its number at another replica.</summary>
    public long LinkNumber { get; set; }

    /// <summary>Whether it was sent to another replica.</summary>
    public bool IsSent { get; set; }

    /// <summary>One of its sessions.</summary>
    public UInt128 Session => Steps is { } steps ? steps.Sessions[0] : Control!.Session;

    /// <summary>Whether it may be asked for twice: steps with numbers count once.</summary>
    public bool IsRepeatable => Steps is { } steps
        ? !steps.From.AsSpan(0, steps.Items).Contains(0)
        : Control!.Kind is ControlKind.Look or ControlKind.Answers or ControlKind.Save;

    /// <summary>Whether it has waited as long as anything waits.</summary>
    public bool IsOverdue => Stopwatch.GetElapsedTime(_begun) > ReplicaTimes.Patience;

    /// <summary>Its end.</summary>
    public Task Done => _done.Task;

    /// <summary>It will be asked for again.</summary>
    public void BeginAgain()
    {
        IsSent = false;
        Steps?.BeginAgain();
    }

    /// <summary>It is answered.</summary>
    public void Finish() => _done.TrySetResult();

    /// <summary>It is refused.</summary>
    /// <param name="fault">Why.</param>
    public void Refuse(StepFault fault)
    {
        if (Steps is { } steps)
        {
            Array.Clear(steps.Next, 0, steps.Items);
            steps.Refuse(fault);
        }
        else
        {
            Control!.Fault = fault;
        }

        Finish();
    }
}
