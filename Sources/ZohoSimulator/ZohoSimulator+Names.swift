/// Short names for the nouns, unambiguous beside other modules: `ZohoSimulator.Value`.
extension ZohoSimulator {
    /// One JSON value.
    public typealias Value = SimulatorValue
    /// A fault as data.
    public typealias Fault = SimulatorFault
    /// One field of a module.
    public typealias FieldDefinition = SimulatorField
    /// One module.
    public typealias ModuleDefinition = SimulatorModule
}
