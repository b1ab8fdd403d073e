using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Sound;
using Carousel.Music;
using Carousel.Networks;
using Carousel.Speech;
using Carousel.Tagging;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>Small models of jobs that can be exported only as graphs, fitted in some tenths of a second each.</summary>
internal static class TinyGraphModels
{
    private const int Rate = 4000;

    /// <summary>The model of a job, in one of its forms.</summary>
    public static async Task<IJobModel> MakeAsync(string job) => job switch
    {
        "language" => await TinyModels.LanguageAsync(layers: 2),
        "language tied gru" => await TinyModels.LanguageAsync(CellKind.Gru, isTied: true),
        "language minlstm" => await TinyModels.LanguageAsync(CellKind.Minlstm),
        "language delta" => await TinyModels.LanguageAsync(CellKind.Delta),
        "classify causal last" => await TinyModels.ClassifierAsync(PoolingKind.Last),
        "classify mean" => await TinyModels.ClassifierAsync(PoolingKind.Mean, isCausal: false),
        "classify attention" => await TinyModels.ClassifierAsync(PoolingKind.Attention, isCausal: false),
        "forecast encoder-decoder" => await TinyModels.ForecasterAsync(TinyModels.ForecastOptions()),
        "forecast encoder-decoder slstm" => await EncoderDecoderAsync(CellKind.Slstm),
        "forecast encoder-decoder mlstm" => await EncoderDecoderAsync(CellKind.Mlstm),
        "forecast without a regression" =>
            await TinyModels.ForecasterAsync(TinyModels.ForecastOptions() with { Baseline = ForecastBaseline.None }),
        "anomaly forecast" => await TinyModels.ChannelsAsync(),
        "anomaly events" => await EventsAsync(),
        "survive" => await TinyModels.SurvivalAsync(),
        "tag words" => await TaggerAsync(TinyModels.WordsConll(), "words.conll", TinyModels.TagOptions()),
        "tag numbers" => await TaggerAsync(TinyModels.StepsCsv(), "steps.csv", TinyModels.TagOptions()),
        "tag numbers in both directions mingru" =>
            await TaggerAsync(
                TinyModels.StepsCsv(), "steps.csv",
                TinyModels.TagOptions() with { IsCausal = false, Fit = TinyModels.Fit(CellKind.Mingru) }),
        "tag characters in a chain" =>
            await TaggerAsync(
                TinyModels.WordsConll(), "words.conll",
                new TagOptions
                {
                    WordSize = 6,
                    CharacterHidden = 4,
                    Baseline = BaselineInside.None,
                    Fit = TinyModels.Fit(),
                }),
        "music" => await MusicAsync(BaselineInside.None, TinyModels.Fit()),
        "transcribe" => await TranscriberAsync(isCausal: false),
        "transcribe causal" => await TranscriberAsync(isCausal: true),
        "network" => Network(isBidirectional: false),
        _ => Network(isBidirectional: true),
    };

    public static async Task<IJobModel> EventsAsync()
    {
        var builder = new EventLogBuilder("hosts.csv", ["action"], ["bytes"], "attack")
        {
            IdName = "host",
            TimeName = "time",
        };
        for (int day = 0; day < 20; day++)
        {
            for (int host = 0; host < 6; host++)
            {
                var morning = new DateTime(2024, 3, 1, 8, host, 0).AddDays(day);
                builder.Add($"h{host}", morning, ["login"], [1], 0);
                builder.Add($"h{host}", morning.AddHours(1), ["read"], [10 + host], 0);
                builder.Add($"h{host}", morning.AddHours(8), ["logout"], [1], 0);
            }
        }

        return await FitAsync(EventPlan.Make(
            builder.Build(), new AnomalyOptions { Fit = TinyModels.Fit(), Learn = 0.6 }));
    }

    private static async Task<IJobModel> EncoderDecoderAsync(CellKind cell) =>
        await TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions() with
            {
                Baseline = ForecastBaseline.None,
                Fit = TinyModels.Fit(cell, hidden: 8) with { Epochs = 8 },
            });

    public static async Task<IJobModel> TaggerAsync(string text, string name, TagOptions options)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("carousel").FullName, name);
        try
        {
            File.WriteAllText(file, text);
            return await TinyModels.TaggerAsync(file, options);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    public static async Task<IJobModel> MusicAsync(BaselineInside baseline, FitOptions fit)
    {
        MusicPiece[] pieces =
        [
            .. Enumerable.Range(0, 12)
                .Select(
                    p =>
                        new MusicPiece(
                            $"{p}",
                            [.. Enumerable.Range(0, 12 + p).Select(s => (int[])[50 + (s % 3), 60 + ((s + p) % 5)])])),
        ];
        return await FitAsync(MusicPlan.Make(
            MusicSet.Divide("pieces", pieces),
            new MusicOptions { Fit = fit, Baseline = baseline }));
    }

    /// <summary>Tones of two pitches are two words.</summary>
    public static async Task<IJobModel> TranscriberAsync(bool isCausal)
    {
        string folder = Directory.CreateTempSubdirectory("carousel").FullName;
        try
        {
            var lines = new List<string> { "file\ttranscript\tspeaker\ttake" };
            foreach ((int take, string word, double hertz) in Enumerable.Range(0, 6)
                .SelectMany(t => new[] { (t, "lo", 250.0), (t, "hi", 1500.0) }))
            {
                float[] samples =
                [
                    .. Enumerable.Range(0, (int)((0.12 + (0.02 * take)) * Rate))
                        .Select(n => (float)(0.4 * Math.Sin(2 * Math.PI * hertz * n / Rate))),
                ];
                using (FileStream stream = File.Create(Path.Combine(folder, $"{word}_{take}.wav")))
                {
                    WavWriter.Write(stream, Rate, samples);
                }

                lines.Add($"{word}_{take}.wav\t{word}\t{(take % 2 == 0 ? "ann" : "ben")}\t{take}");
            }

            string table = Path.Combine(folder, "table.tsv");
            File.WriteAllText(table, string.Join('\n', lines) + "\n");
            var options = new SpeechOptions
            {
                Fit = TinyModels.Fit() with { Batch = 4, Dropout = 0 },
                Join = new WholeRange(2, 3),
                Strings = 12,
                Sound = new SoundOptions { Bands = 8, SpeedChange = 0, NoiseShare = 0, Masks = 0 },
                Group = "take",
                TestGroups = ["0", "1"],
                IsCausal = isCausal,
            };
            return await FitAsync(SpeechPlan.Make(SpeechData.Read(table, options), options));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Symbols through a projected LSTM with peepholes in one direction, or numbers through a GRU in both.
    /// </summary>
    public static NetworkModel Network(bool isBidirectional) => NetworkModel.Draw(
        isBidirectional
            ? new NetworkDesign(
            [
                new NetworkLayer(NetworkLayerKind.Gru, 3, 5) { Bidirectional = true },
                new NetworkLayer(NetworkLayerKind.Normalization, 10, 10),
                new NetworkLayer(NetworkLayerKind.Pooling, 10, 10) { Pooling = NetworkPooling.Max },
                new NetworkLayer(NetworkLayerKind.Dense, 10, 4) { Activation = ElementwiseFunction.Relu },
            ])
            {
                Answer = PortableFunction.Softmax,
            }
            : new NetworkDesign(
            [
                new NetworkLayer(NetworkLayerKind.Embedding, 7, 5),
                new NetworkLayer(NetworkLayerKind.Lstm, 5, 6) { Projection = 4, Peepholes = true },
                new NetworkLayer(NetworkLayerKind.Dense, 4, 2),
            ]),
        seed: 3, threads: 1);

    private static async Task<IJobModel> FitAsync(IJobPlan plan) =>
        (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
}
