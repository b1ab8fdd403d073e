using System.Buffers.Binary;
using System.Text.Json;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Tests.Speech;
using Carousel.Jobs.Tests.Speech.Listening;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class SoundSessionTests(CausalModel causal) : IClassFixture<CausalModel>
{
    [Fact]
    public void Answers_AreTheWordsOfTheStream_AndTheContractIsKept()
    {
        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        short[] samples =
        [
            .. clip.Recording.Samples.Select(s => (short)Math.Clamp(MathF.Round(s * 32768), -32768, 32767)),
        ];
        var rows = new List<string>();
        using var stream = new TranscriptionStream(causal.Model, clip.Recording.Rate);
        foreach (short[] block in samples.Chunk(700))
        {
            rows.Add(rows.Count % 3 == 0 ? JsonSerializer.Serialize(block) : JsonSerializer.Serialize(Base64(block)));
            stream.Push([.. block.Select(s => s / 32768f)]);
        }

        rows.Add("{\"end\": true, \"rate\": 4000}");
        stream.Finish();

        string[] answers = SessionContract.Check(
            causal.Model, rows, "[1.5]", "[40000]", "\"AA\"", "\"?\"", "{\"rate\": 8000}", "{\"pcm\": []}", "7");

        JsonElement[] words =
        [
            .. answers.SelectMany(a => JsonDocument.Parse(a).RootElement.GetProperty("words").EnumerateArray()),
        ];
        Assert.NotEmpty(words);
        Assert.Equal(stream.Words.Select(w => w.Word), words.Select(w => w.GetProperty("word").GetString()));
        Assert.Equal(
            stream.Words.Select(w => Math.Round(w.Start, 3)), words.Select(w => w.GetProperty("start").GetDouble()));
    }

    [Fact]
    public void SoundBehindTheEnd_IsRefused()
    {
        using ISteppingSession session = SessionContract.Every.Of(causal.Model).Open();
        SessionContract.Step(session, "{\"sound\": [1, 2, 3], \"end\": true}");

        Assert.Contains(
            "Open another session",
            Assert.Throws<Data.DataFormatException>(() => SessionContract.Step(session, "[1]")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatHearsAhead_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using IJobModel model = (await TinySpeech.Plan(folder.File("data"), TinySpeech.Options(epochs: 1))
            .FitAsync(new FitRun(), CancellationToken.None)).Model;

        Assert.Contains(
            "--causal", Assert.Throws<SteppingException>(() => SessionContract.Every.Of(model)).Message,
            StringComparison.Ordinal);
    }

    private static string Base64(short[] samples)
    {
        var bytes = new byte[sizeof(short) * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), samples[i]);
        }

        return Convert.ToBase64String(bytes);
    }
}
