using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>The baseline of a fitted classifier, and its share of the answer.</summary>
/// <param name="Baseline">The baseline.</param>
/// <param name="Answer">How it answers.</param>
internal sealed record InnerBaseline(IClassBaseline Baseline, BaselineAnswer Answer)
{
    private const string Prefix = "rival.";

    /// <summary>What a model file says of it, beside its tensors.</summary>
    public BaselineOrigin Origin => new(Baseline.Kind, Baseline.Sizes, Answer);

    /// <summary>How much of the answers the networks give.</summary>
    public AnswerShare Share => new(Answer.Alpha, Answer.Alpha == 0
        ? $"On held-out training data the network does not improve on {Baseline.Title}, which gives all answers."
        : $"The answers combine {Baseline.Title} with the networks. The networks have a weight of "
            + $"{FigureText.Percent(Answer.Alpha, 0)}, chosen on held-out training data.");

    /// <summary>Whether a tensor of a model file is not a parameter of the networks.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsTensor(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The baseline of a model file; null where it has none, or what it has does not fit.</summary>
    /// <param name="origin">What the file says of it.</param>
    /// <param name="design">What a step is.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static InnerBaseline? Read(
        BaselineOrigin? origin, ClassDesign design, int classes, Func<string, StoredTensor?> find)
    {
        if (origin is not { Answer.IsInRange: true })
        {
            return null;
        }

        IClassBaseline? baseline = origin.Kind switch
        {
            ClassBaseline.Convolutions => ConvolutionBaseline.Read(
                origin.Sizes, design.Channels.Count, classes, find),
            ClassBaseline.Statistics when design.Sound is { } sound => StatisticsBaseline.Read(sound, classes, find),
            ClassBaseline.Words => WordBaseline.Read(origin.Sizes, classes, find),
            _ => null,
        };
        return baseline is null ? null : new InnerBaseline(baseline, origin.Answer);
    }

    /// <summary>Puts its share into probabilities of the networks.</summary>
    /// <param name="samples">The sequences.</param>
    /// <param name="design">What a step is.</param>
    /// <param name="network">[sequences, classes]: the networks' probabilities, overwritten.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="cancellation">Stops between sequences.</param>
    /// <returns>The network's array.</returns>
    public double[] Join(
        IReadOnlyList<EncodedSample> samples, ClassDesign design, double[] network, int threads,
        CancellationToken cancellation)
    {
        using var workers = new Workers(threads);
        float[][] scores =
            Baseline.Scores([.. samples.Select(s => BaselineSample.Of(s, design))], workers, cancellation);
        for (int n = 0; n < scores.Length; n++)
        {
            Span<double> own = network.AsSpan(n * scores[n].Length, scores[n].Length);
            Answer.Join(scores[n], own.ToArray()).CopyTo(own);
        }

        return network;
    }
}

/// <summary>What a model file says of the baseline inside.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Sizes">Its small numbers.</param>
/// <param name="Answer">How it answers.</param>
internal sealed record BaselineOrigin(ClassBaseline Kind, BaselineSizes Sizes, BaselineAnswer Answer);
