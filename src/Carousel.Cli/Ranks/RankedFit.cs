using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Cli.Ranks;

/// <summary>
/// A fit that several processes make together: rank 0 is the command as ever, the others compute and say nothing.
/// </summary>
internal static class RankedFit
{
    // Ranks come to the same mistake at about the same time.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether this process is one of several, and not the one that speaks.</summary>
    /// <param name="arguments">What was typed after <c>carousel</c>.</param>
    public static bool IsSilent(IReadOnlyList<string> arguments) =>
        RankPlace.Rank > 0 && arguments.Contains(RanksOption);

    /// <summary>The option's name.</summary>
    public const string RanksOption = "--ranks";

    /// <summary>Makes a fit together with the other processes.</summary>
    /// <param name="terminal">Where rank 0 writes.</param>
    /// <param name="verbose">Whether it shows where an error arose.</param>
    /// <param name="fit">Makes the fit.</param>
    /// <param name="cancellation">The signal to end.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        Terminal terminal, bool verbose, Func<MpiRanks, Task<int>> fit, CancellationToken cancellation)
    {
        var ranks = MpiRanks.Join(cancellation);
        try
        {
            int exitCode = await fit(ranks).ConfigureAwait(false);
            ranks.TryLeave(Timeout.InfiniteTimeSpan);
            return exitCode;
        }
#pragma warning disable CA1031 // What ends this rank ends all: the others would wait for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = Failure.From(exception);
            if (ranks.Rank == 0)
            {
                failure.Write(terminal, exception, verbose);
            }

            // After lost ranks the launcher ends all that are left. What is wrong with options or data is wrong on all
            // ranks; what only this one met ends the others.
            if (exception is LostRanksException || ranks.TryLeave(_patience))
            {
                return failure.ExitCode;
            }

            if (ranks.Rank > 0)
            {
                string told = VisibleText.Of($"Rank {ranks.Rank}: {failure.Sentence}");
                await Console.Error.WriteLineAsync(told).ConfigureAwait(false);
            }

            ranks.Abort(failure.ExitCode);
            return failure.ExitCode;
        }
    }

    /// <summary>The fit as ranks above 0 make it: nothing is written, measured or said.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="run">As that of rank 0, without observers.</param>
    /// <param name="cancellation">The signal to end.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> HelpAsync(IJobPlan plan, FitRun run, CancellationToken cancellation)
    {
        using IFitted fitted = await plan.FitAsync(run, cancellation).ConfigureAwait(false);
        return fitted.Model.Summary.Reason == StopReason.Canceled ? ExitCode.Canceled : ExitCode.Done;
    }
}
