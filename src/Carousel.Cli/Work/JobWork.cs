using System.Globalization;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using Carousel.Cluster.Work;
using Carousel.Jobs.Tuning;

namespace Carousel.Cli.Work;

/// <summary>Does the parts of all verbs.</summary>
internal sealed class JobWork : IPartWork
{
    /// <summary>A fit that is judged by its validation score; gives a <see cref="TrialScore"/> and the model.</summary>
    public const string Trial = "trial";

    /// <summary>A training of a backtest that trains again; gives the model.</summary>
    public const string Refit = "refit";

    /// <summary>Computes for a number of milliseconds and gives nothing: it measures the overhead of parts.</summary>
    public const string Spin = "spin";

    /// <inheritdoc/>
    public async Task<PartAnswer> DoAsync(Part part, CancellationToken cancellation)
    {
        try
        {
            switch (part.Kind)
            {
                case Trial:
                    (TrialScore score, byte[]? model) = await TrialScore.OfAsync(
                        JobLine.MakePlan(part.LocalWords), cancellation).ConfigureAwait(false);
                    return new PartAnswer(score.ToJson(), model);
                case Refit:
                    return new PartAnswer("{}", BacktestCommand.TrainAgain(part.LocalWords, cancellation));
                case Spin:
                    Compute(TimeSpan.FromMilliseconds(double.Parse(part.Words[0], CultureInfo.InvariantCulture)));
                    return new PartAnswer("{}", null);
                default:
                    throw new PartException($"this release does not support parts of the kind '{part.Kind}'.");
            }
        }
        catch (Exception exception) when (IsOfPart(exception))
        {
            // The same on every machine, whatever the folder of its files.
            string sentence = part.Data.Aggregate(
                Failure.From(exception).Sentence,
                static (said, d) => said.Replace(d.Path, d.Name));
            throw new PartException(sentence, exception);
        }
    }

    private static void Compute(TimeSpan time)
    {
        for (long begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < time;)
        {
            Thread.SpinWait(100);
        }
    }

    // What another machine, or this one later, may do better is not the part's fault.
    private static bool IsOfPart(Exception exception) =>
        exception is not (OperationCanceledException or OutOfMemoryException or IOException
            or UnauthorizedAccessException or PartException or StoreException or BrokerException);
}
