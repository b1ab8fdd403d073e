using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

public class ConfusionMatrixTests
{
    [Fact]
    public void Figures_AreWorkedByHand()
    {
        // Class 0: three there, two said, two right. Class 1: two there, three said, one right. Class 2: one there, one
        // said, none right.
        var matrix = new ConfusionMatrix(3, [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 1]);

        Assert.Equal(3.0 / 6, matrix.Accuracy);
        Assert.Equal(1, matrix.Of(0).Precision);
        Assert.Equal(2.0 / 3, matrix.Of(0).Recall);
        Assert.Equal(2 * 1 * (2.0 / 3) / (1 + (2.0 / 3)), matrix.Of(0).F1, 12);
        Assert.Equal(2.0 / 5, matrix.Of(1).F1, 12);
        Assert.Equal(0, matrix.Of(2).F1);
        Assert.Equal((0.8 + 0.4 + 0) / 3, matrix.MacroF1, 12);
        Assert.Equal(1, matrix[0, 1]);
        Assert.Equal(3, matrix.AnswerCount(1));
    }

    [Fact]
    public void MacroF1_PassesOverClassesThatDoNotOccur() =>
        Assert.Equal(1, new ConfusionMatrix(5, [0, 3], [0, 3]).MacroF1);

    [Fact]
    public void MacroF1_CountsAClassThatWasOnlySaid_AsZero() =>
        Assert.Equal(1.0 / 3, new ConfusionMatrix(3, [0, 0], [0, 2]).MacroF1, 12);

    [Fact]
    public void Accuracy_IsNotKnown_ForNoAnswers() =>
        Assert.True(double.IsNaN(new ConfusionMatrix(2, [], []).Accuracy));
}
