using Carousel.Captioning;
using Carousel.Classification;
using Carousel.Genomes;
using Carousel.Handwriting;
using Carousel.Jobs.Reading;
using Carousel.Music;
using Carousel.RemainingLife;
using Carousel.Speech;
using Carousel.Survival;
using Carousel.Tagging;
using Carousel.Translation;
using Carousel.Video;

namespace Carousel.Cli.Commands;

/// <summary>The verbs that train. A new job joins with its text and a line of <see cref="VerbCatalogue"/>.</summary>
internal static class JobVerbs
{
    private const string Sentences = "samples/english_ewt.conll", Chorales = "samples/four_part_rules.json",
        Pairs = "samples/sentences.tsv.gz";

    /// <summary><c>carousel classify</c>: learns to put whole sequences into classes, numbers or texts.</summary>
    public static DeclaredJobCommand<ClassOptions> Classify() => new(
        new(
            "classify", "Train a classifier of texts, series or sounds: sentiment, speaker, mood, state.", "data",
            "Labelled sequences: .ts; a table of texts, of steps with --id, or of WAV files; or a folder of WAV files "
            + "per class. Default: bundled texts.",
            SampleTexts.Name, $"carousel classify {SampleTexts.Name} --epochs 2 --ensemble 1 --out out/classes")
        {
            NamesFiles = true,
        },
        (file, options) => ClassPlan.Of(
            file is null ? SampleTexts.Read(options.Reading) : ClassReader.Read(file, options.Reading), options));

    /// <summary>
    /// <c>carousel tag</c>: learns a label for each token of a sentence, or each step of a sequence of numbers.
    /// </summary>
    public static DeclaredJobCommand<TagOptions> Tag() => new(
        new(
            "tag", "Learn a label for each token or step: parts of speech, named entities, states.", "data.conll",
            "CoNLL-U; or one token per line, then its label, and a blank line between sentences; or CSV with a label "
            + "for each row of numbers. Default: bundled sentences.",
            Sentences, "carousel tag samples/english_ewt.conll --epochs 2 --out out/ewt"),
        (file, options) => TagPlan.Make(TagData.Read(file ?? SampleFile.Find(Sentences), options), options));

    /// <summary>
    /// <c>carousel music</c>: learns which keys sound next in pieces of music, measures itself on others, plays.
    /// </summary>
    public static DeclaredJobCommand<MusicOptions> Music() => new(
        new(
            "music", "Learn to predict the next notes of music, and generate some.", "music",
            "Pieces as JSON, a piano roll as CSV, a MIDI file or a folder of them. Default: the bundled pieces.",
            Chorales, "carousel music samples/four_part_rules.json --hidden 64 --epochs 5 --out out/music")
        {
            Search =
            [
                "hidden=32..256", "learning-rate=1e-3..1e-2", "dropout=0.2..0.7", "input-dropout=0,0.1,0.2",
                "recurrent-dropout=0,0.2,0.4",
            ],
        },
        (file, options) => MusicPlan.Make(
            file is null ? MusicReader.Read(SampleFile.Find(Chorales), options.StepsPerQuarter) with { Name = Chorales }
                : MusicReader.Read(file, options.StepsPerQuarter),
            options));

    /// <summary><c>carousel transcribe</c>: learns to write down what is said in recordings.</summary>
    public static DeclaredJobCommand<SpeechOptions> Transcribe() => new(
        new(
            "transcribe", "Train a speech recogniser with word times.", "data.tsv",
            "A table: on each line a WAV file, a tab and the transcript; or a folder with such a table. Default: "
            + "strings of bundled spoken digits.",
            SpeechSample.Name, "carousel transcribe samples/spoken_digits.tsv --join 3-7 --epochs 2 --out out/digits")
        {
            NamesFiles = true,
        },
        (file, options) =>
        {
            SpeechOptions filled = file is null ? SpeechSample.Fill(options) : options;
            return SpeechPlan.Make(SpeechData.Read(file ?? SpeechSample.Find(), filled), filled);
        });

    /// <summary><c>carousel caption</c>: learns to say a sentence of a picture.</summary>
    public static DeclaredJobCommand<CaptionOptions> Caption() => new(
        new(
            "caption", "Learn to describe pictures in a sentence, and show the attention.", "sentences.tsv",
            "Lines of picture, tab, sentence and optionally tab, group; or JSON lines with picture, sentence, group. "
            + "Default: generated scenes.",
            MadeScenes.Name, "carousel caption samples/nlvr/sentences.tsv --epochs 2 --out out/nlvr")
        {
            NamesFiles = true,
        },
        (file, options) =>
            CaptionPlan.Make(
                file is null ? CaptionData.OfMadeScenes(options) : CaptionData.Read(file, options), options));

    /// <summary><c>carousel translate</c>: learns from lines and their translations to translate lines.</summary>
    public static DeclaredJobCommand<TranslationOptions> Translate() => new(
        new(
            "translate", "Train a translation model on lines and their translations.", "source",
            "Source lines, or a table of lines and translations; gzip is allowed. Default: bundled sentences.",
            Pairs, "carousel translate --epochs 1 --hidden 32 --out out/sentences")
        {
            Search = ["dropout=0.1..0.5", "learning-rate=5e-4..5e-3"],
        },
        (file, options) => TranslationPlan.Make(
            TranslationData.Read(file ?? SampleFile.Find(Pairs), options.Target, options) is var data && file is null
                ? data with { Name = Pairs } : data,
            options));

    /// <summary>
    /// <c>carousel survive</c>: learns from events of customers who leaves next, beside a regression on counts.
    /// </summary>
    public static DeclaredJobCommand<SurvivalOptions> Survive() => new(
        new(
            "survive", "Predict churn from customers' events, and rank customers by risk.", "events.csv",
            "Events of customers in long format: id, time, event, numbers. Default: the bundled sample.",
            SimulatedSample.Name,
            "carousel survive samples/simulated_customers.csv.gz --leave leave --period month --epochs 3 --out "
            + "out/customers"),
        (file, options) => file is not null
            ? SurvivalPlan.Make(EventReader.ReadCsv(file, options.Reading), options)
            : SurvivalPlan.Make(
                SimulatedSample.Read(options.Reading),
                options with { Censor = options.Censor ?? SimulatedSample.Censor }));

    /// <summary><c>carousel life</c>: learns from units until they failed how long others will live.</summary>
    public static DeclaredJobCommand<LifeOptions> Life() => new(
        new(
            "life", "Predict remaining life from records of units that failed.", "records",
            "Records of units until failure: unit, time, measurements; CSV, or numbers separated by blanks. Default: "
            + "simulated pumps.",
            LifePlan.SampleName, "carousel life --epochs 2 --ensemble 1 --out out/pumps"),
        LifePlan.Make);

    /// <summary>
    /// <c>carousel write</c>: learns from pen strokes: classes of drawings, symbols of lines, or how to draw.
    /// </summary>
    public static DeclaredJobCommand<WriteOptions> Write() => new(
        new(
            "write", "Learn from pen strokes to classify, recognise symbols, or draw.", "drawings",
            "Stroke-3 as JSON, one drawing per line; a table of points with drawing, x, y, pen and label; or x, y, x, "
            + "y, … and a label on each line. Default: generated digits.",
            WritePlans.SampleName, "carousel write --mode generate --hidden 32 --epochs 2 --out out/pen")
        {
            Search =
            [
                "hidden=32..128", "layers=1,2", "dropout=0..0.5", "learning-rate=1e-3..1e-2",
            ],
        },
        WritePlans.Make);

    /// <summary><c>carousel video</c>: learns from clips which action they show, or how the next frame looks.</summary>
    public static DeclaredJobCommand<VideoOptions> Video() => new(
        new(
            "video", "Learn the action that clips or poses show, or the next frame.", "clips",
            "A folder with a folder of PNG frames per clip, or with a folder of such clips per action; or "
            + "a table of poses with clip, frame and joints. Default: generated stick figures.",
            VideoPlans.SampleName, "carousel video --poses --hidden 16 --epochs 2 --out out/video"),
        VideoPlans.Make);

    /// <summary><c>carousel genome</c>: learns the next base of a genome, its genes, or labels of its bases.</summary>
    public static DeclaredJobCommand<GenomeOptions> Genome() => new(
        new(
            "genome", "Learn from DNA: the next base, genes, or labels of bases.", "data.fasta",
            "FASTA or GenBank, optionally gzipped. Default: a simulated genome.",
            "simulated_genome", "carousel genome --simulate spliced"),
        GenomePlans.Make);
}
