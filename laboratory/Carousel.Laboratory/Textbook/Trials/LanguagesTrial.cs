using Carousel.Autograd;
using Carousel.Handwriting;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Languages;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>What language is for, each use on small made data and beside a plain rival.</summary>
internal sealed class LanguagesTrial : StatementTrial
{
    private const int Units = 32, Batches = 400, LongBatches = 1000, PictureBatches = 6000;
    private const int Asked = 500, Sentences = 200, Writers = 20;

    /// <inheritdoc/>
    public override int Number => 37;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        TaskNetwork Trained(SequenceLayer core, SequenceTask task, int batches = Batches) =>
            UseTraining.Run(backend, core, task, batches, seed, cancellation);
        TaskScore Of(TaskNetwork network, SequenceTask task) =>
            UseTraining.Score(backend, network, task, seed, Asked);
        TaskNetwork Reader(SequenceTask task, int batches = Batches) =>
            Trained(new Lstm(task.InputSize, Units), task, batches);
        TaskNetwork Alone(SequenceTask task, int batches = Batches) =>
            Trained(UseTraining.StepAlone(task.InputSize, 2 * Units), task, batches);

        var words = new PhraseTask("textbook/words", MadeGrammar.Words, MadeGrammar.Words, MadeGrammar.NextWords);
        TaskNetwork speaker = Reader(words, LongBatches);
        double wordsOverPairs = Math.Exp(Of(speaker, words).Loss - Of(Alone(words, LongBatches), words).Loss);
        double sentences = Generation.Right(backend, speaker, seed, Sentences);
        progress(0.2);
        var translation = new PhraseTask(
            "textbook/translation", MadeTexts.SourceWords, MadeTexts.TargetWords, MadeTexts.Translation);
        double translated = Of(Reader(translation, LongBatches), translation).WholeSequences;
        progress(0.5);
        var judgement = new PhraseTask("textbook/judgement", MadeTexts.JudgedWords, 2, MadeTexts.Judgement);
        var bag = new PooledTask(judgement);
        double judged = Of(Reader(judgement, LongBatches), judgement).Accuracy;
        double byBag = Of(Alone(bag, LongBatches), bag).Accuracy;
        progress(0.7);
        var names = new PhraseTask("textbook/names", MadeTexts.NamingWords, 3, MadeTexts.Names);
        double named = Of(Reader(names), names).Accuracy, byList = Of(Alone(names), names).Accuracy;
        var pictures = new PhraseTask(
            "textbook/pictures", MadePictures.Inputs, MadePictures.Words, MadePictures.Captioned);
        double captioned = Of(
            Trained(
                new Stack(
                    new Dense(MadePictures.Inputs, 3 * Units, ElementwiseFunction.Tanh), new Lstm(3 * Units, Units)),
                pictures, PictureBatches),
            pictures).WholeSequences;
        progress(0.9);
        StrokeTask Digits(ulong writers) => new(MadeDigits.Make(Writers, 1, writers).Drawings);
        StrokeTask written = Digits(2 * seed), others = Digits((2 * seed) + 1);
        return new Dictionary<string, double>
        {
            ["next_word_over_pairs"] = wordsOverPairs,
            ["sentences_right"] = sentences,
            ["translations_right"] = translated,
            ["judgements_right"] = judged,
            ["judgements_over_bag"] = judged - byBag,
            ["names_right"] = named,
            ["names_over_list"] = named - byList,
            ["captions_right"] = captioned,
            ["captions_over_nearest"] = captioned - MadePictures.ByNearest(seed, Asked, Asked),
            ["strokes_over_last"] = Of(Reader(written), others).Loss / Of(Alone(written), others).Loss,
        };
    }
}
