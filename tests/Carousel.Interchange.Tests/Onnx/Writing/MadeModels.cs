using Carousel.Autograd;
using Carousel.Captioning;
using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Markov;
using Carousel.Genomes.NextBase;
using Carousel.Handwriting;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;
using Carousel.Translation;
using Carousel.Video;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>Models of jobs with made weights, which no training gave: every number of theirs counts.</summary>
internal static class MadeModels
{
    private static readonly FitSummary _summary = new(StopReason.Completed, 0, 0, null, 1, 0, []);

    public static (DrawnModel Model, SequenceToSequence Network) Translator(
        AttentionScore? attention, int layers)
    {
        var design = new TranslationDesign(6, layers, 8, 0.1, attention, IsJoint: true, new BeamOptions());
        var pieces = PieceTokenizer.Of("ba de fi go ku", 258);
        return Make(
            new SequenceToSequence(design.ToOptions(pieces.Vocabulary.Count)),
            (backend, network) =>
                new Translator(
                    backend, network, new TranslationConfiguration(design), new PairEncoder(pieces), _summary,
                    new TranslationOrigin("", 0, 0, 0, [])));
    }

    public static (DrawnModel Model, CaptionNetwork Network) Captioner(AttentionScore? attention)
    {
        var design = new CaptionDesign(24, 16, 2, 5, attention == AttentionScore.Dot ? 8 : 6, 0.1, attention);
        CaptionWords words = CaptionWords.Of(["a red ball", "two dogs"]);
        return Make(
            new CaptionNetwork(design, words.Count),
            (backend, network) =>
                new Captioner(
                    backend, network, new CaptionConfiguration(design, 2), words, _summary,
                    new CaptionOrigin("", 0, 0, ""), null));
    }

    public static (DrawnModel Model, ActionNetwork Network, ActionDesign Design) Actions(int side)
    {
        var design = new ActionDesign(
            Cells(CellKind.Lstm, isBidirectional: true), side, side > 0 ? [] : ["head x", "head y"],
            ["run", "walk", "jump"]);
        (DrawnModel model, ActionNetwork network) = Make(
            new ActionNetwork(design),
            (backend, network) => new ActionModel(backend, network, design, _summary, new ClipOrigin("", 0, [])));
        return (model, network, design);
    }

    public static (DrawnModel Model, FrameNetwork Network, FrameDesign Design) Frames(int patch, int layers)
    {
        var design = new FrameDesign(8, patch, 3, layers);
        (DrawnModel model, FrameNetwork network) = Make(
            new FrameNetwork(design),
            (backend, network) =>
                new FrameModel(backend, network, design, _summary, new ClipOrigin("", 0, []), new float[64]));
        return (model, network, design);
    }

    public static (DrawnModel Model, RecognizerNetwork Network, RecognizerDesign Design) Recognizer(
        bool isLine, CellKind cell)
    {
        var design = new RecognizerDesign(Cells(cell, isBidirectional: true), isLine, ["a", "b", "c"]);
        (DrawnModel model, RecognizerNetwork network) = Make(
            new RecognizerNetwork(design),
            (backend, network) =>
                new RecognizerModel(backend, network, design, _summary, new RecognizerOrigin("", [], 0, ""), null));
        return (model, network, design);
    }

    public static (DrawnModel Model, Stack Network, PenDesign Design) Pen(params string[] classes)
    {
        var design = new PenDesign(Cells(CellKind.Lstm, isBidirectional: false), 3, 2.5, classes);
        (DrawnModel model, Stack network) = Make(
            design.MakeNetwork(),
            (backend, network) => new PenModel(backend, network, design, _summary, new PenOrigin("", 0, 10, [])));
        return (model, network, design);
    }

    public static (DrawnModel Model, NucleotideNetwork Network) Genes(GenomeLayers layers, bool readsFrames)
    {
        var design = new NucleotideDesign(
            layers, Cells(CellKind.Lstm, isBidirectional: layers != GenomeLayers.OneDirection), 4, 5, readsFrames,
            GeneClasses.Heads(isSpliced: false));
        return Make(
            new NucleotideNetwork(design),
            (backend, network) =>
                new GeneFinder(
                    backend, network, new GeneConfiguration(design, true, false, 0, 30), null, null, _summary,
                    new LabelOrigin("", "", 0, 0)));
    }

    public static (DrawnModel Model, NucleotideNetwork Network) Labels()
    {
        var design = new NucleotideDesign(
            GenomeLayers.Recurrent, Cells(CellKind.Gru, isBidirectional: true), 4, 5, false,
            [new NucleotideHead("label", ["none", "island"], [0, 1])]);
        return Make(
            new NucleotideNetwork(design),
            (backend, network) =>
                new LabelModel(
                    backend, network, new LabelConfiguration(design), _summary, new LabelOrigin("", "", 0, 0)));
    }

    public static (DrawnModel Model, NextBaseNetwork Network) NextBase(params int[] orders)
    {
        var design = new NextBaseDesign(Cells(CellKind.Lstm, isBidirectional: false), orders);
        double[] weights = [.. Enumerable.Repeat(1.0, ContextIndex.MostOrder + 1)];
        byte[][] training = [[0, 1, 2, 3, 0, 1]];
        return Make(
            new NextBaseNetwork(design),
            (backend, network) => new NextBaseModel(
                backend, network, new NextBaseConfiguration(design, weights, 2, [6]),
                new MarkovModel(training, weights), training, _summary, new NextBaseOrigin("", "", 6)));
    }

    private static CellDesign Cells(CellKind cell, bool isBidirectional) =>
        new(cell, 2, 4, 0.1, 1, InitializerKind.Glorot) { Bidirectional = isBidirectional };

    /// <summary>
    /// Biases and gains begin as constants: what is added to them shows where one is left out or in the wrong place.
    /// </summary>
    private static (DrawnModel Model, TNetwork Network) Make<TNetwork>(
        TNetwork network, Func<CpuBackend, TNetwork, IGraphModel> make)
        where TNetwork : Layer
    {
        var backend = new CpuBackend(1);
        network.Build(backend, 5);
        var draws = new Draws(3);
        foreach (Parameter parameter in network.Parameters)
        {
            float[] values = parameter.Value.ToArray();
            parameter.Set([.. values.Zip(draws.Floats(values.Length, 0.3), (v, d) => v + d)]);
        }

        return (new DrawnModel(make(backend, network), backend), network);
    }
}
