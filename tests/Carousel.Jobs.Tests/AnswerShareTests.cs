using Carousel.Forecasting;
using Carousel.Genomes.NextBase;

namespace Carousel.Jobs.Tests;

public class AnswerShareTests
{
    private const string Ridge = "The answer is that of the ridge regression inside the model",
        Inside = " Gates and states are those of the network";

    [Theory]
    [InlineData(0, $"{Ridge}; the network adds nothing to it.", $"{Inside}, which has no weight.")]
    [InlineData(0.25, $"{Ridge}, corrected by the network (weight 25 %).", $"{Inside}.")]
    [InlineData(1, "Only the network answers.", null)]
    public void Sentence_NamesWhoAnswers(double network, string sentence, string? inspection)
    {
        var share = AnswerShare.Of("ridge regression", network);
        Assert.Equal(new AnswerShare(network, sentence), share);
        Assert.Equal(inspection is null ? null : sentence + inspection, share.InspectionNote);
    }

    [Fact]
    public void ACorrectionOfFullWeight_StillHasTheMethodInside()
    {
        var share = AnswerShare.Correcting("ridge regression", 1);
        Assert.Equal($"{Ridge}, corrected by the network (weight 100 %).", share.Sentence);
        Assert.NotNull(share.InspectionNote);
        Assert.Equal(AnswerShare.Of("ridge regression", 0), AnswerShare.Correcting("ridge regression", 0));
    }

    [Fact]
    public void StoredModels_StateTheMethodsInside()
    {
        using var forecaster = Forecaster.Load(StoredModel("forecast"), threads: 1);
        Assert.Contains("ridge regression", forecaster.Share.Sentence, StringComparison.Ordinal);
        using var bases = NextBaseModel.Load(StoredModel("genome-next"), threads: 1);
        Assert.NotEqual(AnswerShare.Alone, bases.Share);
    }

    private static string StoredModel(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Models", $"{name}.safetensors");
}
