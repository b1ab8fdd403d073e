using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

public class SpeechTractsTests
{
    [Fact]
    public void Factors_LieAroundOne_AndOneIsOne()
    {
        Assert.Equal([1.0], SpeechTracts.Factors(1));
        Assert.Equal([0.84, 0.92, 1, 1.08, 1.16], SpeechTracts.Factors(5), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void ADesignOfAnOlderFile_ReadsARecordingOnce()
    {
        var design = new SpeechDesign(
            new CellDesign(CellKind.Lstm, 1, 8, 0, 1, InitializerKind.Glorot), new SoundFeatureOptions(),
            SymbolKind.Words, 0, 1, 0, 0)
        {
            Tracts = 5,
        };
        JsonObject older = JsonNode.Parse(JsonSerializer.Serialize(design, TextJson.Default.SpeechDesign))!
            .AsObject();
        Assert.True(older.Remove("tracts"));
        SpeechDesign read = JsonSerializer.Deserialize(older.ToJsonString(), TextJson.Default.SpeechDesign)!;
        Assert.True(read.IsInRange);
        Assert.Single(SpeechTracts.Factors(Math.Max(1, read.Tracts)));
    }

    [Fact]
    public void Mean_OfOne_IsItself_AndOfSeveral_AveragesProbabilities()
    {
        float[] one = [0, MathF.Log(3)], other = [MathF.Log(3), 0];
        Assert.Same(one, SpeechTracts.Mean([one], 2));
        Assert.All(SpeechTracts.Mean([one, other], 2), value => Assert.Equal(Math.Log(0.5), value, 1e-6));
    }

    [Fact]
    public void Mean_OfSureScores_StaysFinite() =>
        Assert.All(
            SpeechTracts.Mean([[1000, -1000], [1000, -1000]], 2), value => Assert.True(float.IsFinite(value)));
}
