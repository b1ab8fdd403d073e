using Carousel.Forecasting;

namespace Carousel.Jobs.Tests;

public class AnswerShareTests
{
    [Theory]
    [InlineData(0, "The ridge regression inside the model gives the answer: on validation the network adds nothing to "
        + "it.", " Only the network is inspected, which takes no part.")]
    [InlineData(0.25, "The answer combines the ridge regression inside with the network (weight 25 %).",
        " Only the network is inspected.")]
    [InlineData(1, "Only the network answers.", null)]
    public void Sentence_NamesWhoAnswers(double network, string sentence, string? inspection)
    {
        var share = AnswerShare.Of("ridge regression", network);
        Assert.Equal(new AnswerShare(network, sentence), share);
        Assert.Equal(inspection is null ? null : sentence + inspection, share.InspectionNote);
    }

    [Fact]
    public void Facts_OfAnInspection_SayThatAnotherMethodAnswers()
    {
        using var model = Forecaster.Load(StoredModel("forecast"), threads: 1);
        Assert.InRange(model.Share.Network, 0, 1);
        Assert.Contains("ridge regression", model.Share.Sentence, StringComparison.Ordinal);
    }

    private static string StoredModel(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Models", $"{name}.safetensors");
}
