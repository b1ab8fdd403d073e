using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Safety;

/// <summary>Calls the entries again and again with hostile arguments.</summary>
internal static class HostileRun
{
    /// <summary>Corrections of lengths before a call is given up.</summary>
    private const int Repairs = 24;

    private const int Worsenings = 3;

    /// <summary>
    /// How many times the calls asked for are made at most, to find arguments with which each entry returns.
    /// </summary>
    private const int LongestSearch = 3;

    /// <summary>Makes at least the given number of calls.</summary>
    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="calls">How many.</param>
    /// <returns>The entries, with how often each returned and threw, and its violations.</returns>
    public static IReadOnlyList<HostileCall> Of(int seed, int calls)
    {
        var random = new Random(seed);
        using var memory = new HostileMemory(random);
        using var backend = new CpuBackend(ThreadsOf(seed));
        var objects = new HostileObjects(random, backend);
        var arguments = new HostileArguments(memory, objects, random);
        HostileCall[] entries =
        [
            .. HostileEntries.All.Select(
                e => new HostileCall(e, e.DeclaringType == typeof(CpuBackend) ? backend : null)),
        ];
        int made = 0;
        bool GoesOn() => made < calls || (made < LongestSearch * calls && entries.Any(e => e.Returns == 0));
        for (int k = 0; GoesOn(); k = (k + 1) % entries.Length)
        {
            HostileCall entry = entries[k];
            if (made >= calls && entry.Returns > 0)
            {
                continue;
            }

            arguments.Draw(entry);
            bool returned = false;
            for (int repair = 0; repair < Repairs && !returned; repair++)
            {
                made++;
                Exception? thrown = Call(entry, arguments, memory, seed, made);
                returned = thrown is null;
                if (!returned && !(thrown is ShapeException shape && arguments.Repair(shape)))
                {
                    break;
                }
            }

            for (int worse = 0; worse < Worsenings && returned; worse++)
            {
                made++;
                Action better = arguments.Worsen();
                _ = Call(entry, arguments, memory, seed, made);
                better();
            }
        }

        return entries;
    }

    /// <summary>Works are split for threads in other ways than they are run whole.</summary>
    private static int ThreadsOf(int seed) => 1 + (seed % 3);

    private static Exception? Call(
        HostileCall entry, HostileArguments arguments, HostileMemory memory, int seed, int number)
    {
        Exception? thrown = null;
        try
        {
            entry.Run(arguments);
            entry.Returns++;
        }
        catch (Exception exception)
        {
            thrown = exception;
            entry.Exceptions++;
            entry.Refusal = $"{exception.Message} With {arguments}.";
        }

        if (thrown is not (null or ArgumentException or InvalidOperationException or OutOfMemoryException))
        {
            entry.Wrong ??= $"Call {number} of seed {seed}, {entry} with {arguments}, threw {thrown}";
        }

        try
        {
            memory.Check();
        }
        catch (OverrunException exception)
        {
            entry.Wrong = $"Call {number} of seed {seed}, {entry} with {arguments}: {exception.Message}";
        }

        return thrown;
    }
}
