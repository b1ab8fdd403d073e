using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Experiments;

public sealed class ExperimentCatalogueTests
{
    // Rows that no paper has, and why.
    private static readonly Dictionary<string, string> _unpublished = new()
    {
        ["guessing/two-sequences"] = "Networks and rule of success are not those of Hochreiter and Schmidhuber 1996.",
        ["guessing/parity"] = "Likewise.",
        ["adding/length-100-full-gradient"] =
            "Hochreiter and Schmidhuber 1997 say only that the full gradient makes no significant difference.",
    };

    // Rows with other weights than published, and why.
    private static readonly Dictionary<string, string> _otherWeights = new()
    {
        ["lags-2a/chunker"] =
            "10,506 are those of an automatizer with only biases; here it also predicts the chunker's hidden and "
            + "output units, and the weights of the chunker count.",
    };

    // Rows with the budget of the paper, 30,000 streams, although it is less than three times the mean.
    private static readonly string[] _shortBudgets =
    [
        "continual-reber/forget-gates", "continual-reber/forget-gates-rate-decay",
    ];

    public static TheoryData<string> Rows =>
        [
            .. ExperimentCatalogue.All.SelectMany(
                experiment => experiment.Rows.Select(row => $"{experiment.Name}/{row.Name}")),
        ];

    [Fact]
    public void Experiments_AreThoseOfThePapers() => Assert.Equal(
        [
            "reber", "lags-2a", "lags-2b", "lags-2c", "noise-3a", "noise-3b", "noise-3c", "adding", "multiplication",
            "temporal-order", "temporal-order-3",
            "continual-reber", "anbn", "anbncn", "guessing",
        ],
        ExperimentCatalogue.All.Select(experiment => experiment.Name));

    [Fact]
    public void Find_KnowsEveryName_AndNoOther()
    {
        Assert.All(
            ExperimentCatalogue.All, experiment => Assert.Same(experiment, ExperimentCatalogue.Find(experiment.Name)));
        Assert.Null(ExperimentCatalogue.Find("subtracting"));
    }

    [Fact]
    public void Names_AreUnique() => Assert.Equal(Rows.Count, Rows.Select(row => row.Data).Distinct().Count());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_HasPublishedFigures_OrSaysWhyNot(string path)
    {
        ExperimentRow row = Find(path);
        PaperRow? paper = PaperFigures.Find(Published(path));
        Assert.True(
            paper is not null ^ _unpublished.ContainsKey(path),
            $"{path} has neither published figures nor a reason, or both.");
        Assert.Same(paper?.Published, row.Published);
        if (paper?.Trials is { } trials)
        {
            Assert.Equal(trials, row.PaperTrials);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_HasThePublishedNumberOfWeights(string path)
    {
        ExperimentRow row = Find(path);
        using LaneNetwork network = row.MakeNetwork(1);
        Assert.Equal(network.WeightCount, row.WeightCount);
        if (PaperFigures.Find(path)?.Weights is { } weights)
        {
            Assert.Equal(_otherWeights.ContainsKey(path), weights != row.WeightCount);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_HasABudgetFarAboveThePublishedMean(string path)
    {
        ExperimentRow row = Find(path);
        Assert.Equal(!_shortBudgets.Contains(path), row.Budget >= 3 * (row.Published?.MeanSequences ?? 0));
        Assert.True(row.DefaultBudget <= row.Budget);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_ShowsSequencesThatItsNetworkCanTake(string path)
    {
        ExperimentRow row = Find(path);
        using LaneNetwork network = row.MakeNetwork(1);
        int shown = 0;
        foreach (Presentation presentation in row.MakeTrial(1, 0, 5).Run()
            .Where(one => one.Kind is PresentationKind.Train or PresentationKind.Test).Take(3))
        {
            Assert.Equal(network.TakesSymbols ? 0 : network.Inputs, presentation.Sequence.InputSize);
            Assert.True(presentation.Sequence.OutputSize == 0 || presentation.Sequence.OutputSize == network.Outputs);
            Assert.Equal(presentation.Kind == PresentationKind.Train, presentation.Rate > 0);
            Assert.All(
                presentation.Sequence.Symbols.ToArray(), symbol => Assert.InRange(symbol, 0, network.Inputs - 1));
            Assert.All(
                presentation.Sequence.TargetSymbols.ToArray(),
                symbol => Assert.InRange(symbol, 0, network.Outputs - 1));
            presentation.Steps = presentation.Sequence.Length;
            shown++;
        }

        Assert.True(shown > 0);
    }

    [Fact]
    public void Variations_ComeWithTheRowThatTheyVary()
    {
        string[] variations = [.. Rows.Select(row => row.Data).Where(path => Published(path) != path)];

        Assert.All(variations, path => Assert.Equal("LSTM, variation", Find(path).Method));
        Assert.All(variations, path => Assert.Equal("LSTM", Find(Published(path)).Method));
        Assert.All(Rows, row => Assert.Equal(variations.Contains(row.Data), Find(row.Data).IsVariation));
        Assert.Equal(variations.Length, Rows.Count(row => Find(row.Data).Method == "LSTM, variation"));
    }

    // A variation is compared with the published row of its name.
    private static string Published(string path) =>
        path.EndsWith("-variation", StringComparison.Ordinal) ? path[..^"-variation".Length] : path;

    private static ExperimentRow Find(string path)
    {
        string[] parts = path.Split('/');
        return ExperimentCatalogue.Find(parts[0])!.Rows.Single(row => row.Name == parts[1]);
    }
}
