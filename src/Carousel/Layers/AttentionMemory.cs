using Carousel.Autograd;
using Carousel.Data;

namespace Carousel.Layers;

/// <summary>
/// What an encoder gave, ready to be looked at: made once for a batch, used at every step of a decoder.
/// </summary>
/// <param name="Keys">[N, A]: what queries are compared with.</param>
/// <param name="Values">[N, D]: what a look gives a mean of.</param>
/// <param name="Packing">How the rows lie.</param>
internal readonly record struct AttentionMemory(Variable Keys, Variable Values, Packing Packing);
