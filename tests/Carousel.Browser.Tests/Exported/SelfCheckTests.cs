using System.Globalization;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Tests;
using Carousel.Interchange.Web;
using Carousel.Language;
using Carousel.Networks;

namespace Carousel.Browser.Tests.Exported;

/// <summary>The engine says what Carousel says, opened as a file without a network.</summary>
public sealed class SelfCheckTests(Browser browser) : IDisposable
{
    private readonly ExportedModels _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(CellKind.Lstm, 2, WebPrecision.Floating)]
    [InlineData(CellKind.Gru, 1, WebPrecision.Floating)]
    [InlineData(CellKind.Elman, 1, WebPrecision.Floating)]
    [InlineData(CellKind.Lstm, 2, WebPrecision.Bytes)]
    [InlineData(CellKind.Gru, 1, WebPrecision.Bytes)]
    public async Task Page_EqualsCarousel_OnItsGoldenVectors(CellKind cell, int layers, WebPrecision precision)
    {
        using LanguageModel model = await TinyModels.LanguageAsync(cell, layers, isTied: layers == 1);
        await RequireEqualAsync(_models.PageOf(model, precision));
    }

    [Theory]
    [InlineData(PoolingKind.Mean, WebPrecision.Bytes)]
    [InlineData(PoolingKind.Max, WebPrecision.Floating)]
    [InlineData(PoolingKind.Last, WebPrecision.Floating)]
    public async Task Page_EqualsCarousel_WhenStepsArePooled(PoolingKind pooling, WebPrecision precision)
    {
        using Classifier model = await TinyModels.ClassifierAsync(pooling);
        await RequireEqualAsync(_models.PageOf(model, precision));
    }

    [Fact]
    public async Task Page_EqualsCarousel_WhenItLooksBackAndAhead()
    {
        using Carousel.Forecasting.Forecaster forecaster = await ExportedModels.ShopAsync(CellKind.Gru);
        await RequireEqualAsync(_models.PageOf(forecaster, WebPrecision.Bytes));
        using ChannelModel channels = await TinyModels.ChannelsAsync();
        await RequireEqualAsync(_models.PageOf(channels));
    }

    [Theory]
    [InlineData("gru before", WebPrecision.Floating)]
    [InlineData("gru before", WebPrecision.Bytes)]
    [InlineData("elman", WebPrecision.Bytes)]
    [InlineData("lstm", WebPrecision.Bytes)]
    public async Task States_EqualThoseOfCarouselToTheBit_InEightBits_AndNearlyInSinglePrecision(
        string cell, WebPrecision precision)
    {
        // The outputs are the last layer: a missing part of a state changes them.
        PortableNetwork network = MadeNetworks.Of(cell, inputs: 5, hidden: 13, outputs: 6, layers: 2);
        string path = _models.Write("made.html", WebExport.Write(network, precision, "made", []).Html);
        await using OpenPage open = await browser.OpenAsync(path, options => options.Offline = true);
        string said = await open.Page.Locator("#check").InnerTextAsync();
        double largest = double.Parse(
            said.Split("difference ")[1].TrimEnd(')', '.').Replace('−', '-'), CultureInfo.InvariantCulture);

        Assert.InRange(largest, 0, precision == WebPrecision.Bytes ? 0 : 2e-6);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Page_SaysSo_WhenItsWeightsAreOthers()
    {
        using LanguageModel first = await TinyModels.LanguageAsync(),
            second = await TinyModels.LanguageAsync(CellKind.Gru);
        string Html(IPortableModel model) =>
            WebExport.Write(PortableNetwork.Of(model), WebPrecision.Floating, "A model", []).Html;
        static (int From, int To) Golden(string html)
        {
            int at = html.IndexOf("id=\"golden\">", StringComparison.Ordinal);
            return (at, html.IndexOf("</script>", at, StringComparison.Ordinal));
        }

        (string mine, string other) = (Html(first), Html(second));
        ((int from, int to), (int otherFrom, int otherTo)) = (Golden(mine), Golden(other));
        await using OpenPage open = await browser.OpenAsync(_models.Write(
            "mixed.html", mine[..from] + other[otherFrom..otherTo] + mine[to..]));

        await Assertions.Expect(open.Page.Locator("#check")).ToContainTextAsync("differ from those of Carousel");
    }

    [Fact]
    public async Task State_IsSavedAndRestored_AndForgotten()
    {
        using Classifier model = await TinyModels.ClassifierAsync(PoolingKind.Mean);
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        bool[] same = await open.Page.EvaluateAsync<bool[]>("""
            () => {
              const model = Carousel.open(JSON.parse(document.getElementById("model").textContent));
              const input = (t) => Array.from({ length: model.inputSize }, (_, k) => Math.sin(t + k));
              const steps = (from, to) => {
                let answer;
                for (let t = from; t < to; t++) answer = [...model.step(input(t))];
                return answer.join();
              };
              const whole = steps(0, 9);
              model.reset();
              steps(0, 4);
              const state = model.save(), rest = steps(4, 9);
              steps(0, 3);
              model.restore(state);
              const again = steps(4, 9);
              model.reset();
              return [whole === rest, rest === again, whole === steps(0, 9), whole !== steps(0, 9)];
            }
            """);
        Assert.Equal([true, true, true, true], same);
    }

    [Fact]
    public async Task Page_SaysSo_WhenTheFirstAnswerIsNoNumber()
    {
        string html = await File.ReadAllTextAsync(
            await _models.LanguagePageAsync(), TestContext.Current.CancellationToken);
        int at = html.IndexOf("\"answers\":\"", StringComparison.Ordinal) + "\"answers\":\"".Length;
        byte[] answers = Convert.FromBase64String(html[at..html.IndexOf('"', at)]
            .Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.True(BitConverter.TryWriteBytes(answers, float.NaN));
        await using OpenPage open = await browser.OpenAsync(_models.Write(
            "nan.html", html[..at] + Convert.ToBase64String(answers) + html[html.IndexOf('"', at)..]));

        await Assertions.Expect(open.Page.Locator("#check.problem"))
            .ToContainTextAsync("differ from those of Carousel by up to NaN");
    }

    [Fact]
    public async Task State_BringsItsAnswerBack_AndFitsItsModelAlone()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.LanguagePageAsync());
        string[] said = await open.Page.EvaluateAsync<string[]>("""
            () => {
              const description = JSON.parse(document.getElementById("model").textContent);
              const model = Carousel.open(description), other = Carousel.open(description);
              const refusal = (act) => { try { act(); return "nothing"; } catch (error) { return error.message; } };
              model.step([3]);
              const answer = [...model.step([7])].join(), state = model.save();
              model.reset();
              model.advance([2]);
              model.restore(state);
              const again = [...model.answer()].join();
              other.restore(JSON.parse(JSON.stringify([...state])));
              const elsewhere = [...other.answer()].join();
              other.reset();
              return [
                String(again === answer), String(elsewhere === answer),
                refusal(() => other.answer()), refusal(() => other.restore([1, 2])),
              ];
            }
            """);

        Assert.Equal(["true", "true", "There is no answer before the first step: call step or advance."], said[..3]);
        Assert.Matches("^A state of this model has \\d+ numbers, not 2\\.$", said[3]);
    }

    private async Task RequireEqualAsync(string path)
    {
        await using OpenPage open = await browser.OpenAsync(path, options => options.Offline = true);
        await Assertions.Expect(open.Page.Locator("#check.good")).ToContainTextAsync("equal those of Carousel on");
        Assert.Equal([new Uri(path).AbsoluteUri], open.Requests);
        Assert.Empty(open.Errors);
    }
}
