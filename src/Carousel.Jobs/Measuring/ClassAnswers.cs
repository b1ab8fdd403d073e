namespace Carousel.Jobs.Measuring;

/// <summary>The answers for some sequences.</summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="Cases">The sequences.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Probabilities">[sequences, classes].</param>
/// <param name="Truth">The true classes; −1 where one is not known.</param>
internal sealed record ClassAnswers(
    string Name, string Title, IReadOnlyList<ClassCase> Cases, IReadOnlyList<string> Labels, double[] Probabilities,
    int[] Truth)
{
    /// <summary>The most probable classes.</summary>
    public int[] Answers { get; } = ProbabilityMetrics.Answers(Labels.Count, Probabilities);

    /// <summary>Whether the answers' probabilities mean anything: a nearest neighbour gives none.</summary>
    public bool HasProbabilities { get; init; } = true;

    /// <summary>What another method says of the same sequences.</summary>
    /// <param name="name">What it is called in files.</param>
    /// <param name="title">What it is called in tables.</param>
    /// <param name="rows">[sequences][classes].</param>
    public ClassAnswers By(string name, string title, IEnumerable<IEnumerable<double>> rows) =>
        new(name, title, Cases, Labels, [.. rows.SelectMany(row => row)], Truth);

    /// <summary>The counts.</summary>
    public ConfusionMatrix Confusion() => new(Labels.Count, Truth, Answers);

    /// <summary>The share of right answers; NaN without answers.</summary>
    public double Accuracy => Confusion().Accuracy;

    /// <summary>The probability of the answer to a sequence.</summary>
    /// <param name="n">Which sequence.</param>
    public double Confidence(int n) => Probabilities[(n * Labels.Count) + Answers[n]];
}
