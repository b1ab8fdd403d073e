using Carousel.Cli.Errors;
using Carousel.Training;

namespace Carousel.Cli.Tests;

public class FailureTests
{
    [Fact]
    public void MemoryThatIsMissing_IsSaid_ForWhoTrainsAndForWhoRuns()
    {
        var failure = Failure.From(new InsufficientMemoryException());
        Assert.Equal(1, failure.ExitCode);
        Assert.Equal(
            "There is not enough memory. For training, reduce --hidden, --batch or --lookback. To run a model, pass "
            + "fewer or shorter sequences at once.", failure.Sentence);
    }

    [Fact]
    public void ATrainingThatDiverged_IsAFailureInOneSentence()
    {
        var failure = Failure.From(new DivergenceException(12, double.NaN, 0, "loss", null));
        Assert.Equal(1, failure.ExitCode);
        Assert.StartsWith("The training diverged in step 12:", failure.Sentence, StringComparison.Ordinal);
    }
}
