using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>A tensor in the header of a <c>.safetensors</c> file.</summary>
/// <param name="Name">Its name, in one line.</param>
/// <param name="Type">The type of its values, as the header says it; empty where it is not known.</param>
/// <param name="Shape">The sizes of its axes; none where it can't be read.</param>
/// <param name="Begin">Where its values begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
/// <param name="Unread">Why its values can't be read, as a continuation of <c>the tensor 'a'</c>; null if they
/// can.</param>
internal readonly record struct SafeTensorsEntry(
    string Name, string Type, Shape Shape, long Begin, long End, string? Unread);
