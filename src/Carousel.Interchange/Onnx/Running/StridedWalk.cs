namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// Goes over all places of some sizes in order, row by row of the last axis, and knows where each row begins in tensors
/// whose neighbours lie so and so far apart.
/// </summary>
internal struct StridedWalk
{
    private readonly int[] _dims;
    private readonly int[] _first;
    private readonly int[] _second;
    private readonly int[] _index;

    /// <summary>A walk.</summary>
    /// <param name="dims">The sizes.</param>
    /// <param name="first">How far apart neighbours of each axis lie in one tensor.</param>
    /// <param name="second">And in another.</param>
    public StridedWalk(int[] dims, int[] first, int[] second)
    {
        (_dims, _first, _second, _index) = (dims, first, second, new int[dims.Length]);
        Row = dims.Length == 0 ? 1 : dims[^1];
        Rows = 1;
        for (int i = 0; i < dims.Length - 1; i++)
        {
            Rows *= dims[i];
        }

        (FirstStep, SecondStep) = dims.Length == 0 ? (0, 0) : (first[^1], second[^1]);
    }

    /// <summary>Values of a row.</summary>
    public int Row { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How far apart neighbours of a row lie in the first tensor.</summary>
    public int FirstStep { get; }

    /// <summary>How far apart neighbours of a row lie in the second tensor.</summary>
    public int SecondStep { get; }

    /// <summary>Where the row begins in the first tensor.</summary>
    public int FirstStart { get; private set; }

    /// <summary>Where the row begins in the second tensor.</summary>
    public int SecondStart { get; private set; }

    /// <summary>Goes to the next row.</summary>
    public void Next()
    {
        for (int axis = _dims.Length - 2; axis >= 0; axis--)
        {
            FirstStart += _first[axis];
            SecondStart += _second[axis];
            if (++_index[axis] < _dims[axis])
            {
                return;
            }

            FirstStart -= _dims[axis] * _first[axis];
            SecondStart -= _dims[axis] * _second[axis];
            _index[axis] = 0;
        }
    }
}
