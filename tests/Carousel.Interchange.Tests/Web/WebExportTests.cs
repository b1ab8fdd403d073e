using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Web;
using Carousel.Language;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.Web;

/// <summary>The page of a model is small, complete, the same each time, and asks for nothing.</summary>
public sealed partial class WebExportTests
{
    private const int MostBytes = 150_000;

    [Theory]
    [InlineData(WebPrecision.Floating)]
    [InlineData(WebPrecision.Bytes)]
    public async Task Write_IsSmall_BesideTheModel(WebPrecision precision)
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        WebPage page = WebExport.Write(PortableNetwork.Of(model), precision, "whale", []);

        Assert.Equal(Encoding.UTF8.GetByteCount(page.Html), page.ModelBytes + page.OtherBytes);
        Assert.InRange(page.OtherBytes, 40_000, MostBytes);
        Assert.True(page.GoldenSteps >= 64);
    }

    [Fact]
    public void Write_StaysSmall_WhenStepsAndAnswersAreWide()
    {
        PortableNetwork network = MadeNetworks.Of("gru after", 300, 4, 900, PortableFunction.Softmax);
        WebPage page = WebExport.Write(
            network, WebPrecision.Floating, "wide",
            [.. Enumerable.Repeat(new PortableSequence(new float[300 * 500]), 9)]);

        Assert.InRange(page.OtherBytes, 40_000, MostBytes - 20_000);
        Assert.InRange(page.GoldenSteps, 8, 4 * 24);
    }

    [Fact]
    public async Task Write_LetsNothingBeFetched_AndOnlyItsOwnScriptsRun()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        string html = WebExport.Write(PortableNetwork.Of(model), WebPrecision.Floating, "whale", []).Html;
        string markup = ScriptPattern().Replace(html, "");
        string policy = Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;
        string[] scripts =
        [
            .. ScriptPattern().Matches(html).Where(s => !s.Groups[1].Value.Contains("json", StringComparison.Ordinal))
                .Select(s => s.Groups[2].Value),
        ];

        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Equal(2, scripts.Length);
        Assert.All(
            scripts,
            s =>
                Assert.Contains(
                    $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s)))}'", policy,
                    StringComparison.Ordinal));
        Assert.DoesNotMatch("""(?i)https?:|src=|<link|@import|url\(|<iframe""", markup);
        Assert.DoesNotContain("{{", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_GivesEqualBytes_ForEqualModels()
    {
        using LanguageModel first = await TinyModels.LanguageAsync(), second = await TinyModels.LanguageAsync();
        string Page(LanguageModel model) =>
            WebExport.Write(PortableNetwork.Of(model), WebPrecision.Bytes, "whale", []).Html;

        Assert.Equal(Page(first), Page(second));
    }

    [Fact]
    public async Task Write_EscapesTheTitle_AndPutsNothingIntoIt()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        string html = WebExport.Write(
            PortableNetwork.Of(model), WebPrecision.Floating, "</title><b>{{engine}}", []).Html;

        Assert.Contains("<title>&lt;/title&gt;&lt;b&gt;{{engine}}</title>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>{{engine", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_HoldsTheWeightsToTheBit()
    {
        using Classifier model = await TinyModels.ClassifierAsync(PoolingKind.Max);
        var network = PortableNetwork.Of(model);
        JsonElement json = Model(WebExport.Write(network, WebPrecision.Floating, "numbers", []).Html);
        ReadOnlySpan<float> weights = MemoryMarshal.Cast<byte, float>(json.GetProperty("weights").GetBytesFromBase64());
        JsonElement r = json.GetProperty("members")[1].GetProperty("stages")[0].GetProperty("weights").GetProperty("r");
        var lstm = (RecurrentStage)network.Members[1].Stages[0];

        Assert.Equal(
            lstm.R!.Values,
            weights.Slice(r.GetProperty("at").GetInt32() / sizeof(float), lstm.R!.Values.Length).ToArray());
        Assert.Equal("max", json.GetProperty("members")[1].GetProperty("stages")[1].GetProperty("how").GetString());
        Assert.Equal(network.WeightCount * sizeof(float), weights.Length * sizeof(float));
    }

    [Fact]
    public async Task Model_HoldsTiedWeightsOnce_AndBytesInAQuarter()
    {
        using LanguageModel model = await TinyModels.LanguageAsync(isTied: true);
        var network = PortableNetwork.Of(model);
        int Bytes(WebPrecision precision) =>
            Model(WebExport.Write(network, precision, "whale", []).Html).GetProperty("weights")
                .GetBytesFromBase64().Length;
        int table = network.Input.Symbols.Count * 12;

        Assert.Equal((network.WeightCount - table) * sizeof(float), Bytes(WebPrecision.Floating));
        Assert.InRange(Bytes(WebPrecision.Bytes), Bytes(WebPrecision.Floating) / 4, Bytes(WebPrecision.Floating) / 2.2);
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(65, 3)]
    [InlineData(300, 5)]
    public void Golden_KeepsSomeNumbersOfALongAnswer(int classes, int every)
    {
        PortableNetwork network = MadeNetworks.Of("elman", 2, 3, classes, PortableFunction.Softmax);
        JsonElement golden = Json(
            WebExport.Write(network, WebPrecision.Floating, "made", [new PortableSequence([1, 2, 3, 4])]).Html,
            "golden");
        float[] all = new NetworkRunner(network).Run(new PortableSequence([1, 2, 3, 4]));

        Assert.Equal(every, golden.GetProperty("every").GetInt32());
        Assert.Equal(
            all.Where((_, k) => k % every == 0),
            MemoryMarshal.Cast<byte, float>(
                golden.GetProperty("sequences")[0].GetProperty("answers").GetBytesFromBase64()).ToArray());
    }

    private static JsonElement Model(string html) => Json(html, "model");

    private static JsonElement Json(string html, string id) =>
        JsonDocument.Parse(
            Regex.Match(
                html, $"<script type=\"application/json\" id=\"{id}\">(.*?)</script>",
                RegexOptions.Singleline).Groups[1].Value).RootElement;

    [GeneratedRegex("<script([^>]*)>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptPattern();
}
