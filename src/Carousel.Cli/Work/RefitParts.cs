using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Cluster.Work;
using Carousel.Forecasting;

namespace Carousel.Cli.Work;

/// <summary>The trainings of a backtest that trains again and again, as parts: model, data and which one.</summary>
internal static class RefitParts
{
    /// <summary>Has the models of all blocks trained.</summary>
    /// <param name="runner">Trains them.</param>
    /// <param name="line">The backtest: the verb, model and data, and the options that decide a training.</param>
    /// <param name="count">How many trainings.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops them.</param>
    /// <returns>Gives the model of a block, from 1, to be disposed.</returns>
    /// <exception cref="UsageException">A training could not be done.</exception>
    public static async Task<Func<int, Forecaster>> RunAsync(
        IPartRunner runner, IReadOnlyList<string> line, int count, PartsProgress progress,
        CancellationToken cancellation)
    {
        PartData model = new(Path.GetFullPath(line[1])), data = new(Path.GetFullPath(line[2]));
        var blockOf = new Dictionary<Part, int>(ReferenceEqualityComparer.Instance);
        for (int block = 1; block <= count; block++)
        {
            string[] words =
            [
                Invariant.Of($"{block}"), line[0], Part.Place(0), Part.Place(1), .. line.Skip(3),
            ];
            blockOf.Add(new Part(JobWork.Refit, words, [model, data], CarouselCommand.Release), block);
        }

        var files = new Dictionary<int, Func<byte[]?>>();
        string? fault = null;
        await runner.RunAsync([.. blockOf.Keys], Told, cancellation).ConfigureAwait(false);
        return fault is null ? block => Load(files[block]()!) : throw new UsageException(fault);

        void Told(PartOutcome outcome)
        {
            int block = blockOf[outcome.Part];
            files.Add(block, outcome.File);
            if (outcome.Fault is not null)
            {
                fault ??= Invariant.Of($"Training {block} of {count} failed: {outcome.Fault}");
            }

            progress.Tell(
                Invariant.Of($"training {block}"), isDone: outcome.Fault is null);
        }
    }

    private static Forecaster Load(byte[] model)
    {
        string path = Path.Combine(Path.GetTempPath(), $"carousel-{Guid.NewGuid():n}.safetensors");
        try
        {
            File.WriteAllBytes(path, model);
            return Forecaster.Load(path, threads: 1);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
