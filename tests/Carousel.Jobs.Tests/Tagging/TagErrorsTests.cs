using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging;

/// <summary>Errors of labels in groups.</summary>
public sealed class TagErrorsTests
{
    private static readonly TokenSentence[] _sentences =
    [
        new(["a", "b"], ["B-X", "O"], 1), new(["c", "d"], ["B-X", "I-X"], 3), new(["e", "f"], ["O", "B-Y"], 5),
    ];

    private static readonly string[][] _found = [["B-X", "O"], ["B-X", "O"], ["O", "O"]];

    [Fact]
    public void OfTokens_TheyAreTheSharesOfWrongOnes() =>
        Assert.All(
            TagErrors.InGroups(_sentences, _found, LabelScheme.Plain).Zip([0, 0.5, 0.5]),
            p => Assert.Equal(p.Second, p.First, 1e-12));

    [Fact]
    public void OfSpans_EachIsWhatItMovesTheWholeBy_AndTheirMeanIsTheWhole()
    {
        // All: 3 true, 2 found, 1 right, 1 − F1 = 0.6. Sentences: 1, 1, 1; 1, 1, 0; 1, 0, 0.
        double[] errors = TagErrors.InGroups(_sentences, _found, LabelScheme.Iob2);
        Assert.All(
            errors.Zip([0.6 - (3 * 0.6 * 2 / 5), 0.6 + (3 * 0.4 * 2 / 5), 0.6 + (3 * 0.4 * 1 / 5)]),
            p => Assert.Equal(p.Second, p.First, 1e-12));
        Assert.Equal(0.6, errors.Average(), 1e-12);
    }

    [Fact]
    public void WithoutASpan_NothingIsWrong() => Assert.Equal(
        [0], TagErrors.InGroups([new(["a"], ["O"], 1)], [["O"]], LabelScheme.Iob2));
}
