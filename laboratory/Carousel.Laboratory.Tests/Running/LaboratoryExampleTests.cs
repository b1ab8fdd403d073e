using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Laboratory.Tests.Running;

/// <summary>The page about the laboratory shows this.</summary>
public sealed class LaboratoryExampleTests
{
    [Fact]
    public void Example_Runs()
    {
        using var output = new StringWriter();

        #region laboratory
        Experiment experiment = ExperimentCatalogue.Find("temporal-order")!;
        var options = new LaboratoryOptions { Trials = 2, Seed = 1 };
        ExperimentResult result = LaboratoryRun.Run(
            experiment, experiment.Rows, options, progress: null, CancellationToken.None);
        foreach (RowResult row in result.Rows)
        {
            output.WriteLine(
                $"{row.Successes} of {row.Trials}, {row.Ratio:F2} times the published number of sequences");
            output.WriteLine(ResultSentence.Of(row));
        }
        #endregion

        Assert.StartsWith("2 of 2, ", output.ToString(), StringComparison.Ordinal);
    }
}
