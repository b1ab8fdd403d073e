using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech.Listening;

public sealed class TranscriptionStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stream_HearsTheWordsOfTheWholeRecording_ForAnyBlocks()
    {
        using Transcriber model = await FitAsync(isCausal: true);
        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        float[] scores = model.Scores([clip], CancellationToken.None)[0];
        (string, double, double)[] expected =
            [
                .. model.Symbols.WordsOf(
                    CtcGreedy.Decode(scores, model.Symbols.Classes), model.Design.Features.SecondsPerRow)
                        .Select(w => (w.Text, w.Start, w.End)),
            ];
        foreach (int block in (int[])[37, 80, clip.Recording.Samples.Length])
        {
            using var stream = new TranscriptionStream(model, clip.Recording.Rate);
            for (int at = 0; at < clip.Recording.Samples.Length; at += block)
            {
                stream.Push(clip.Recording.Samples.AsSpan(at, Math.Min(block, clip.Recording.Samples.Length - at)));
            }

            stream.Finish();
            Assert.Equal(expected, stream.Words.Select(w => (w.Word, w.Start, w.End)));
        }
    }

    [Fact]
    public async Task Model_ThatHearsAhead_IsRefused()
    {
        using Transcriber model = await FitAsync(isCausal: false);
        Assert.Contains(
            "--causal", Assert.Throws<OptionException>(() => new TranscriptionStream(model, 4000)).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyword_ThatTheModelDoesNotKnow_IsRefused()
    {
        using Transcriber model = await FitAsync(isCausal: true);
        Assert.Contains(
            "--keyword 'zoo' cannot be recognised",
            Assert.Throws<OptionException>(() => new TranscriptionStream(model, 4000, ["zoo"])).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SymbolKind.Words, "a 0.1-0.3 told 4, b 0.4-0.5 told 6, b 0.8-0.9 told 10")]
    [InlineData(SymbolKind.Letters, "ab 0.1-0.5 told 8, b 0.8-0.9 told 11")]
    public void Finder_TellsAWord_WhenItIsOver(SymbolKind kind, string expected)
    {
        var finder = new WordFinder(new SpeechSymbols(kind, Jobs.Text.Vocabulary.Closed(["a", "b"])), 0.1);
        var words = new Queue<HeardWord>();
        int step = 0;
        foreach (int label in (int[])[0, 1, 1, 0, 2, 0, 0, 0, 2, 0])
        {
            finder.Step([.. Enumerable.Range(0, 3).Select(c => c == label ? 1f : 0)], ++step, words);
        }

        finder.Finish(++step, words);
        Assert.Equal(
            expected,
            string.Join(
                ", ",
                words.Select(w => FormattableString.Invariant($"{w.Word} {w.Start:0.#}-{w.End:0.#} told {w.Told}"))));
    }

    [Fact]
    public void Spotter_HearsAWordOnce_AndAgainAfterItWasGone()
    {
        var spotter = new KeywordSpotter("ab", [1, 2], 0.1, 0.3);
        var hits = new Queue<HeardWord>();
        foreach (int label in (int[])[0, 1, 0, 2, 2, 0, 0, 2, 0, 1, 2, 0])
        {
            spotter.Step([.. Enumerable.Range(0, 3).Select(c => Math.Log(c == label ? 0.9 : 0.05))], 0, hits);
        }

        Assert.Equal([0.1, 0.9], hits.Select(h => Math.Round(h.Start, 6)));
        Assert.Equal([0.4, 1.1], hits.Select(h => Math.Round(h.End, 6)));
    }

    private async Task<Transcriber> FitAsync(bool isCausal) =>
        (await TinySpeech.Plan(_folder.File("data"), TinySpeech.Options(epochs: isCausal ? 4 : 1, isCausal))
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
}
