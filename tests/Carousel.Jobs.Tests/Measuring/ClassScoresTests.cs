using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

/// <summary>The message if a simple classifier is right more often.</summary>
public class ClassScoresTests
{
    [Theory]
    [InlineData(60, 20, 10, "; the simple one does better with 60.0 %.")]
    [InlineData(60, 50, 5, "; the simple one reaches 60.0 %, a difference that may be chance.")]
    [InlineData(50, 40, 10, ", as many as with the simple one.")]
    [InlineData(40, 40, 20, "; the simple one reaches 40.0 %.")]
    [InlineData(40, 30, 20, "; the simple one reaches 40.0 %, a difference that may be chance.")]
    public void Sentence_SaysWhetherASimpleOneIsBetter_BeyondChance(int right, int shared, int own, string said)
    {
        // The simple one classifies this many of 100 texts correctly; the model has some of these right, and some
        // others.
        int[] truth = new int[100], simple = Wrong(truth, i => i < right);
        int[] model = Wrong(truth, i => i < shared || (i >= right && i < right + own));
        ClassAnswers answers = Answers("model", model, truth), other = Answers("the simple one", simple, truth);
        Assert.Contains(said, ClassScores.Of(answers, [other], "texts").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AnswersThatAreNotClearlyBetterThanAConstant_AreSaid_WithTheClassesThatAreNeverAnswered()
    {
        int[] truth = [.. Enumerable.Range(0, 100).Select(i => i < 93 ? 0 : 1)], constant = new int[100];
        ClassAnswers model = Answers("model", constant, truth), simple = Answers("the simple one", constant, truth);
        ClassAnswers always = ClassBaselines.MostFrequent(model, [93, 7]);
        Assert.Equal(
            "93.0 % of 100 texts were classified correctly, as many as with the simple one. This is not clearly better "
            + "than always answering a (93.0 %). Never answered: b.",
            ClassScores.Of(model, [simple, always], "texts").Sentence);
        Assert.EndsWith(
            ", as many as with always answering a. Never answered: b.",
            ClassScores.Of(model, [always], "texts").Sentence, StringComparison.Ordinal);
        Assert.EndsWith(
            "; always answering a reaches 93.0 %.",
            ClassScores.Of(Answers("model", truth, truth), [always], "texts").Sentence, StringComparison.Ordinal);
    }

    private static int[] Wrong(int[] truth, Func<int, bool> isRight) => [.. truth.Select((_, i) => isRight(i) ? 0 : 1)];

    private static ClassAnswers Answers(string title, int[] answers, int[] truth) => new(
        title, title, [.. truth.Select((_, i) => new ClassCase($"{i}", "a"))], ["a", "b"],
        [.. answers.SelectMany(a => a == 0 ? new[] { 0.9, 0.1 } : [0.1, 0.9])], truth);

    [Fact]
    public void AClassWithoutExamples_HasNoFigures_AndIsNamed()
    {
        int[] truth = [0, 0, 0];
        IReadOnlyList<string> details = ClassScores.Of(Answers("model", [0, 1, 0], truth), [], "texts").Details;
        Assert.Equal("b          0          –       –      –", details[2]);
        Assert.Equal("There are no texts of b, so precision, recall and F1 are not computed for them.", details[3]);
        Assert.Equal("", ClassScores.Of(Answers("model", [0, 1], [0, 1]), [], "texts").Details[3]);
    }
}
