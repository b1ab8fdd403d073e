using Carousel.Interchange.TensorBoard;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Language;

namespace Carousel.Interchange.Tests.TensorBoard;

/// <summary>The guide's program.</summary>
public sealed class TensorBoardGuideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-board-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Log_IsWrittenByAProgramToo()
    {
        LanguagePlan plan = TinyModels.LanguagePlan();
        string folder = _folder;
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        #region log
        var run = new TensorBoardRun(
            "reviews", [KeyValuePair.Create("data", plan.DataName)], [KeyValuePair.Create("hidden", "12")]);
        using var log = new TensorBoardLog(folder, run);
        using Fitted<LanguageModel> fitted = await plan.FitAsync(new FitRun { Observers = [log] }, cancellation);
        log.WriteResult(new Dictionary<string, double> { ["best"] = fitted.Model.Summary.BestScore ?? double.NaN });
        #endregion

        Assert.True(new FileInfo(Assert.Single(Directory.GetFiles(_folder))).Length > 1000);
    }
}
