using Carousel.Jobs.Measuring;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Jobs.Baselines;

/// <summary>
/// The nearest training example of each class: a simple method as a baseline of a model of classes, or inside it. There
/// its log-probabilities are r in ln p = r + α·(f − r) + constant.
/// </summary>
/// <param name="vectors">The training examples.</param>
/// <param name="classes">The class of each.</param>
/// <param name="count">How many classes there are.</param>
/// <param name="answer">How it answers inside; null where it stands beside.</param>
internal sealed class NearestBaseline(
    NearestVectors vectors, IReadOnlyList<int> classes, int count, BaselineAnswer? answer = null)
{
    /// <summary>What chose α chose the epoch of the network, too, and flatters it.</summary>
    private const double StandardErrors = 2;

    private const string Title = "nearest training example";

    /// <summary>How it answers inside; null where it stands beside.</summary>
    public BaselineAnswer? Answer => answer;

    /// <summary>The class of each training example that a model's file keeps; none where they are too many.</summary>
    public IReadOnlyList<int> Kept => IsKept ? classes : [];

    /// <summary>How much of the answers the network gives.</summary>
    public AnswerShare Share => AnswerShare.Of(Title, answer?.Alpha ?? 1);

    private bool IsKept => answer is not null || vectors.CanBeKept;

    /// <summary>The same inside a model, if it helps on the validation set.</summary>
    /// <param name="asked">The validation examples.</param>
    /// <param name="network">[examples][classes]: the network's probabilities.</param>
    /// <param name="truth">The class of each.</param>
    /// <param name="cancellation">Stops between examples.</param>
    /// <returns>It is not inside the model if the network answers better without it, or the examples are too many to be
    /// kept.</returns>
    public NearestBaseline Inside(
        IReadOnlyList<float[]> asked, double[][] network, int[] truth, CancellationToken cancellation) =>
        vectors.CanBeInside && classes.Distinct().Count() == count
            ? new NearestBaseline(
                vectors, classes, count,
                BaselineAnswer.Choose([.. asked.Select(row => Scores(row, cancellation))], network, truth,
                    StandardErrors))
            : this;

    /// <summary>Puts its share into probabilities of the network.</summary>
    /// <param name="asked">The examples.</param>
    /// <param name="network">[examples · classes]: the network's, overwritten.</param>
    /// <param name="cancellation">Stops between examples.</param>
    public void Join(IEnumerable<float[]> asked, double[] network, CancellationToken cancellation)
    {
        if (answer is null)
        {
            return;
        }

        int n = 0;
        foreach (float[] row in asked)
        {
            Span<double> own = network.AsSpan(n++ * count, count);
            answer.Join(Scores(row, cancellation), own.ToArray()).CopyTo(own);
        }
    }

    /// <summary>What answers are compared with: the network alone, where the baseline is inside, and the
    /// baseline.</summary>
    /// <param name="answers">The answers of both.</param>
    /// <param name="title">What the baseline is called in the table.</param>
    /// <param name="asked">The vector of each row.</param>
    /// <param name="network">[rows, classes]: computes the network's probabilities.</param>
    /// <param name="cancellation">Stops it between rows.</param>
    public IEnumerable<ClassAnswers> Beside(
        ClassAnswers answers, string title, IEnumerable<float[]> asked, Func<double[]> network,
        CancellationToken cancellation)
    {
        if (answer is not null)
        {
            yield return answers.By("network", "network alone", network().Chunk(count));
        }

        yield return answers.By("nearest_neighbour", title, asked.Select(row =>
        {
            cancellation.ThrowIfCancellationRequested();
            int nearest = classes[vectors.Nearest(row)];
            return Enumerable.Range(0, count).Select(c => c == nearest ? 1.0 : 0);
        })) with
        { HasProbabilities = false };
    }

    /// <summary>The baseline of a model's file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="classes">The class of each training example that it keeps; null in older files.</param>
    /// <param name="count">How many classes there are.</param>
    /// <param name="length">How long each vector is.</param>
    /// <param name="answer">How it answers inside, as the file says.</param>
    /// <returns>The baseline; null where the file keeps none.</returns>
    /// <exception cref="ModelFileException">What the file has of it does not fit.</exception>
    public static NearestBaseline? Of(
        ModelFile file, string path, IReadOnlyList<int>? classes, int count, int length, BaselineAnswer? answer)
    {
        NearestVectors? vectors = NearestVectors.Of(file, path, classes?.Count ?? 0, length);
        bool isSound = vectors is null
            ? answer is null
            : classes!.All(c => c >= 0 && c < count)
                && (answer is null || (answer.IsInRange && classes!.Distinct().Count() == count));
        return !isSound
            ? throw new ModelFileException(
                $"{path}: its nearest training examples do not fit its other entries; the file was "
                + "damaged or made by hand.")
            : vectors is null ? null : new NearestBaseline(vectors, classes!, count, answer);
    }

    /// <summary>What a model's file keeps of it.</summary>
    public IEnumerable<StoredTensor> ToTensors() => IsKept ? [vectors.ToTensor()] : [];

    /// <summary>Draws the probabilities.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="meaning">What vectors are, in a sentence.</param>
    /// <param name="network">Draws those of the network; not called if it has no share in them.</param>
    /// <returns>[batch, classes].</returns>
    public GraphValue Draw(INetworkGraph graph, string meaning, Func<GraphValue> network)
    {
        StoredTensor rows = vectors.ToTensor();
        return answer?.Draw(
            graph,
            graph.Nearest(
                graph.Numbers("nearest", GraphAxis.Rows, rows.Shape[1], meaning), rows.Values.ToArray(), [.. classes]),
            network) ?? network();
    }

    private float[] Scores(float[] asked, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return vectors.Scores(asked, classes, count);
    }
}
