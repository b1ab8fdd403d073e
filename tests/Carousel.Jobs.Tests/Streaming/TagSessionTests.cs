using System.Text.Json;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Tests.Tagging;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class TagSessionTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Answers_AreThoseOfAPrediction_AndTheContractIsKept(bool isChain, int members)
    {
        using Tagger model = await FitAsync(TinyTags.Options() with
        {
            Decoder = isChain ? TagDecoder.Crf : TagDecoder.Softmax,
            Ensemble = members,
        });
        string[] sentences = ["la kato vidas la domo.", "Anna portas libro", "akvo", "la hundo amas la katon ."];

        string[] answers = SessionContract.Check(
            model, [.. sentences.Select(SessionContract.Text), "[\"la\", \"kato\"]"],
            "1", "\" \"", "[]", "[\"la\", \"\"]", "{\"text\": \"la\"}");

        for (int s = 0; s < sentences.Length; s++)
        {
            JsonElement[] tokens =
                [.. JsonDocument.Parse(answers[s]).RootElement.GetProperty("tokens").EnumerateArray()];
            string[] words = [.. tokens.Select(t => t.GetProperty("token").GetString()!)];
            Assert.Equal(TextTokens.Of(sentences[s]), words);
            Assert.Equal(model.LabelsOf(words), tokens.Select(t => t.GetProperty("label").GetString()));
            Assert.All(tokens, t => Assert.InRange(t.GetProperty("probability").GetDouble(), 0.05, 1));
        }
    }

    private static async Task<Tagger> FitAsync(TagOptions options)
    {
        using var folder = new TemporaryFolder();
        var data = TagData.Read(folder.Write("tags.conll", TinyTags.Parts(60)), options);
        return (await TagPlan.Make(data, options).FitAsync(new FitRun(), CancellationToken.None)).Model;
    }
}
