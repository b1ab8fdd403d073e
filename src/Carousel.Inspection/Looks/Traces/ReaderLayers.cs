using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Inspection.Looks;

/// <summary>The recurrent layers of a model that is looked at.</summary>
internal static class ReaderLayers
{
    /// <summary>
    /// Their traces over one step, or over a whole sequence where layers see later steps: what there is, in order.
    /// </summary>
    /// <param name="subject">The model.</param>
    /// <exception cref="DataFormatException">The model has no recurrent layer.</exception>
    public static IReadOnlyList<LayerTrace> Of(InspectionSubject subject)
    {
        IInspectedModel model = subject.Model;
        InspectedSequence first = subject.Sequences[0];
        try
        {
            return NetworkTrace.Of(
                model.Backend, model.Reader,
                model.Reader.IsCausal ? first.Input.AsSpan(0, model.Reader.InputSize) : first.Input);
        }
        catch (ArgumentException)
        {
            throw new DataFormatException(
                $"{subject.ModelName} has no recurrent layer, and so no gates or states to trace.");
        }
    }

    /// <summary>Finds a layer by its path.</summary>
    /// <param name="layers">As <see cref="Of"/> gives them.</param>
    /// <param name="name">Its path, or its number from 1.</param>
    /// <param name="model">How messages call the model.</param>
    /// <returns>Its place.</returns>
    /// <exception cref="OptionException">No layer has that name.</exception>
    public static int Find(IReadOnlyList<LayerTrace> layers, string name, string model)
    {
        string[] names = [.. layers.Select(l => l.Layer)];
        int place = Array.IndexOf(names, name);
        if (place >= 0 || (int.TryParse(name, out int number) && (place = number - 1) >= 0 && place < names.Length))
        {
            return place;
        }

        throw new OptionException(
            $"{{Layer}}: {model} has no recurrent layer '{name}'.{NearestName.Question(name, names)} It "
            + $"has {string.Join(", ", names)}.");
    }
}
