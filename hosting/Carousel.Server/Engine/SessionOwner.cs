using System.Diagnostics;

namespace Carousel.Server.Engine;

/// <summary>An owner of sessions: what it has, and may have.</summary>
/// <remarks>Asked by any thread, without locks.</remarks>
internal sealed class SessionOwner
{
    private volatile OwnerLimits _limits = OwnerLimits.None;
    private int _sessions;

    // The time at which all steps that were let through would be taken at the rate allowed.
    private long _due = long.MinValue;

    // The same of what rows cost beyond one step each, which is known only when they are read.
    private long _unitsDue = long.MinValue;

    /// <summary>What it may do.</summary>
    public OwnerLimits Limits
    {
        get => _limits;
        set => _limits = value;
    }

    /// <summary>Its sessions.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Counts a session that is about to begin.</summary>
    /// <returns>False where it has as many as it may have; nothing was counted.</returns>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _sessions) <= _limits.MostSessions)
        {
            return true;
        }

        Interlocked.Decrement(ref _sessions);
        return false;
    }

    /// <summary>Counts sessions that are there, or that are gone.</summary>
    /// <param name="sessions">How many; below 0 for those that are gone.</param>
    public void Count(int sessions) => Interlocked.Add(ref _sessions, sessions);

    /// <summary>Whether it may use a model.</summary>
    /// <param name="model">The model's name.</param>
    public bool MayUse(string model) => _limits.Models is not { } models || models.Contains(model);

    /// <summary>Lets steps through, or says how long to wait.</summary>
    /// <param name="steps">How many.</param>
    /// <returns>Seconds to wait; 0 where they may be taken now.</returns>
    public int Delay(int steps) => _limits.StepsPerSecond > 0 ? Delay(steps, Stopwatch.GetTimestamp()) : 0;

    /// <summary>Charges what a row costs beyond one step; later steps wait for it.</summary>
    /// <param name="units">How many steps more.</param>
    public void Charge(long units)
    {
        if (units > 0 && _limits.StepsPerSecond > 0)
        {
            long cost = CostOf(units), now = Stopwatch.GetTimestamp();
            Add(ref _due, cost, now);
            Add(ref _unitsDue, cost, now);
        }
    }

    /// <summary>How long to wait until another row may begin that was let through before the cost of others was
    /// known.</summary>
    /// <returns>Seconds to wait; 0 where it may begin now.</returns>
    public int UnitsDelay()
    {
        long due = Interlocked.Read(ref _unitsDue);
        return due == long.MinValue || _limits.StepsPerSecond <= 0 ? 0
            : (int)Math.Clamp((due - Stopwatch.GetTimestamp()) / Stopwatch.Frequency, 0, int.MaxValue);
    }

    /// <summary>Lets steps through, or says how long to wait.</summary>
    /// <remarks>
    /// Steps of a second may come at once. A request is let through whole where any of its steps is, so that one of
    /// more steps than those of a second is possible; those after it wait longer.
    /// </remarks>
    /// <param name="steps">How many.</param>
    /// <param name="now">The time, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <returns>Seconds to wait; 0 where they may be taken now.</returns>
    public int Delay(int steps, long now)
    {
        long cost = CostOf(steps);
        while (true)
        {
            long due = Interlocked.Read(ref _due), from = Math.Max(due, now), ahead = from - now;
            if (ahead >= Stopwatch.Frequency)
            {
                return (int)Math.Min(ahead / Stopwatch.Frequency, int.MaxValue);
            }

            if (Interlocked.CompareExchange(ref _due, from + cost, due) == due)
            {
                return 0;
            }
        }
    }

    private long CostOf(long steps) =>
        (long)Math.Min(steps / _limits.StepsPerSecond * Stopwatch.Frequency, long.MaxValue / 4);

    private static void Add(ref long due, long cost, long now)
    {
        long before;
        do
        {
            before = Interlocked.Read(ref due);
        }
        while (Interlocked.CompareExchange(ref due, Math.Max(before, now) + cost, before) != before);
    }
}
