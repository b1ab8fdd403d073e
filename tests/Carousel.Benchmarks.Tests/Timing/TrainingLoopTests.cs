using Carousel.Autograd;
using Carousel.Benchmarks.Timing;
using Carousel.Data;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests.Timing;

public class TrainingLoopTests
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 900)
        .Select(i => $"The {i % 37}th word – and ünother. "));
    private static readonly float[] _series =
    [
        .. Enumerable.Range(0, 600).Select(i => 20 + (5 * MathF.Sin(i / 4f)) + (i % 7)),
    ];

    public static TheoryData<string> Kinds => ["language", "forecast"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_AllocatesNothing_InSteadyState(string kind)
    {
        using var backend = new CpuBackend(1);
        using TrainingLoop loop = Make(kind, backend);
        Round();
        long arena = loop.ArenaBytes;
        Allocations.AssertNone(Round, warmUps: 0);
        Assert.Equal(arena, loop.ArenaBytes);

        void Round()
        {
            for (int step = 0; step < 4; step++)
            {
                loop.Step();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_IsRefused_OnceTheLoopHasEnded(string kind)
    {
        using var backend = new CpuBackend(1);
        TrainingLoop loop = Make(kind, backend);
        loop.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loop.Step());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_GivesTheSameLosses_OverThreads(string kind) =>
        Assert.Equal(Losses(kind, 1, 3), Losses(kind, 3, 3));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_Learns(string kind)
    {
        float[] losses = Losses(kind, 1, 40);
        Assert.True(losses[^1] < 0.8f * losses[0], $"{losses[0]} became {losses[^1]}");
    }

    [Fact]
    public void Language_BeginsAtTheEntropyOfAllCharacters()
    {
        float loss = Losses("language", 1, 1)[0];
        Assert.Equal(Math.Log(_text.Distinct().Count()), loss, 0.15);
    }

    [Fact]
    public void Language_Refuses_ATextThatIsTooShort()
    {
        using var backend = new CpuBackend(1);
        var error = Assert.Throws<DataFormatException>(() => new LanguageLoop(backend, "too short"));
        Assert.Contains("4224", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0], " is empty. A text is expected.")]
    [InlineData(new byte[] { 65, 0, 66 }, " is not text: byte 2 is zero. Pass a text file.")]
    [InlineData(
        new byte[] { 0x50, 0x4B, 3, 4, 5 },
        " is not text but a zip archive or an Excel workbook. Save it as CSV or text, and pass that.")]
    public void Language_SaysWhatAFileIs_WhenItIsNoText(byte[] bytes, string said)
    {
        using var backend = new CpuBackend(1);
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "input.txt");
        File.WriteAllBytes(path, bytes);
        Assert.Equal(path + said, Assert.Throws<DataFormatException>(() => LanguageLoop.Open(backend, path)).Message);
    }

    [Fact]
    public void Forecast_Refuses_ASeriesOfOneValue()
    {
        using var backend = new CpuBackend(1);
        var error = Assert.Throws<DataFormatException>(() => new ForecastLoop(backend, new float[1]));
        Assert.StartsWith("The series has 1 value.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forecast_Refuses_ASeriesThatIsTooShort()
    {
        using var backend = new CpuBackend(1);
        var error = Assert.Throws<DataFormatException>(() => new ForecastLoop(backend, new float[120]));
        Assert.Contains("96 + 24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forecast_Refuses_AMissingValue()
    {
        using var backend = new CpuBackend(1);
        float[] series = [.. _series];
        series[5] = float.NaN;
        Assert.Throws<DataFormatException>(() => new ForecastLoop(backend, series));
    }

    private static float[] Losses(string kind, int threads, int steps)
    {
        using var backend = new CpuBackend(threads);
        using TrainingLoop loop = Make(kind, backend);
        float[] losses = new float[steps];
        for (int step = 0; step < steps; step++)
        {
            losses[step] = loop.Step();
        }

        return losses;
    }

    private static TrainingLoop Make(string kind, CpuBackend backend) =>
        kind == "language" ? new LanguageLoop(backend, _text) : new ForecastLoop(backend, _series);
}
