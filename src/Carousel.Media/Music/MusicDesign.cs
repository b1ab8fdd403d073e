using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Music;

/// <summary>The network that predicts the next step. Kept in the model file.</summary>
/// <param name="Cells">The recurrent layers; their dropout follows each of them.</param>
/// <param name="InputDropout">Share of the inputs dropped while training.</param>
/// <param name="RecurrentDropout">Share of the state that the gates do not see while training; 0 for cells other than
/// LSTM.</param>
/// <param name="StepsPerQuarter">Steps of a quarter note: what MIDI files are read and written by.</param>
internal sealed record MusicDesign(CellDesign Cells, double InputDropout, double RecurrentDropout, int StepsPerQuarter)
{
    /// <summary>Classes of pitches an octave apart.</summary>
    public const int PitchClasses = 12;

    /// <summary>I: each key of the step before, and each of its pitch classes.</summary>
    public const int Inputs = MusicPiece.Keys + PitchClasses;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    [JsonIgnore]
    public bool IsInRange =>
        Cells.IsInRange && !Cells.Bidirectional && InputDropout is >= 0 and < 1 && RecurrentDropout is >= 0 and < 1
            && StepsPerQuarter is >= 1 and <= 48;

    /// <summary>The design where the user said something, else what suits chorales.</summary>
    /// <param name="options">What the user said.</param>
    /// <returns>The design.</returns>
    /// <exception cref="OptionException">Recurrent dropout is asked for of a cell that has none.</exception>
    public static MusicDesign Make(MusicOptions options)
    {
        bool isLstm = options.Fit.Cell == CellKind.Lstm;
        if (!isLstm && options.RecurrentDropout is > 0)
        {
            throw options.Wrong("{RecurrentDropout} needs {Cell} lstm: the other cells have none.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 256, 0.5, 1, InitializerKind.Glorot).With(options.Fit);
        return new MusicDesign(
            cells, options.InputDropout ?? 0.1, isLstm ? options.RecurrentDropout ?? 0.3 : 0, options.StepsPerQuarter);
    }

    /// <summary>What the network is called in a line.</summary>
    /// <returns>Such as <c>LSTM 256</c>.</returns>
    public string Describe() => Cells.Describe();

    /// <summary>As a model's file has it.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, MediaJson.Default.MusicDesign);

    /// <summary>The network, not yet built.</summary>
    /// <returns>From what sounds in a step to the logits of the keys of the next one.</returns>
    public Stack MakeNetwork()
    {
        var layers = new List<SequenceLayer>();
        int size = Inputs;
        Drop(layers, size, InputDropout);
        for (int l = 0; l < Cells.Layers; l++)
        {
            layers.Add(RecurrentDropout > 0
                ? new Lstm(
                    size, Cells.Hidden,
                    options: new LstmOptions
                    {
                        ForgetBias = (float)Cells.ForgetBias,
                        RecurrentDropout = (float)RecurrentDropout,
                    })
                : CellStack.Layer(Cells, size));
            size = Cells.Hidden;
            Drop(layers, size, Cells.Dropout);
        }

        layers.Add(new Dense(size, MusicPiece.Keys));
        return new Stack([.. layers]);
    }

    /// <summary>Writes what sounds in a step as the network reads it.</summary>
    /// <param name="pitches">The keys that sound.</param>
    /// <param name="input">[I], overwritten.</param>
    internal static void WriteInput(ReadOnlySpan<int> pitches, Span<float> input)
    {
        input.Clear();
        foreach (int pitch in pitches)
        {
            input[pitch - MusicPiece.LowestPitch] = 1;
            input[MusicPiece.Keys + (pitch % PitchClasses)] = 1;
        }
    }

    private static void Drop(List<SequenceLayer> layers, int size, double share)
    {
        if (share > 0)
        {
            layers.Add(new Dropout(size, (float)share));
        }
    }
}
