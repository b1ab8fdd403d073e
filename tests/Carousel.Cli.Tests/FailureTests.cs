using Carousel.Cli.Errors;
using Carousel.Data;
using Carousel.Training;

namespace Carousel.Cli.Tests;

public class FailureTests
{
    [Fact]
    public void MemoryThatIsMissing_IsSaid_ForWhoTrainsAndForWhoRuns()
    {
        var failure = Failure.From(new InsufficientMemoryException());
        Assert.Equal(1, failure.Code);
        Assert.Equal(
            "There is not enough memory. For training, reduce --hidden, --batch or --lookback. To run a model, pass "
            + "fewer or shorter sequences at once.", failure.Sentence);
    }

    [Theory]
    [InlineData("predict", "x.csv has no column 'y'. The columns come from the model: rename or correct them in the "
        + "file, or train another model.")]
    [InlineData("evaluate", "x.csv has no column 'y'. The columns come from the model: rename or correct them in the "
        + "file, or train another model. For a file without known answers, use carousel predict.")]
    [InlineData("forecast", "x.csv has no column 'y'.")]
    public void AColumnThatAModelNeeds_IsSaidToComeFromIt(string verb, string said) => Assert.Equal(
        said, Failure.From(
            new DataFormatException("x.csv has no column 'y'.") { MissingColumn = "y" },
            VerbCatalogue.MakeFor([verb]).Single(v => v.Name == verb)).Sentence);

    [Fact]
    public void ATrainingThatDiverged_IsAFailureInOneSentence()
    {
        var failure = Failure.From(new DivergenceException(12, double.NaN, 0, "loss", null));
        Assert.Equal(1, failure.Code);
        Assert.StartsWith("The training diverged in step 12:", failure.Sentence, StringComparison.Ordinal);
    }
}
